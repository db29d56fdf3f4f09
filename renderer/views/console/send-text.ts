import { useTranslation } from 'react-i18next'
import type { RawEncoding } from '../../../shared/model/packet-console.ts'

/** Names that are the same everywhere. */
export const encodingNames: { readonly [E in RawEncoding]?: string } = {
  'utf-8': 'UTF-8',
  gb18030: 'GBK',
  shift_jis: 'Shift_JIS',
  big5: 'Big5',
}

const worded = [
  'invalid-address',
  'not-local',
  'own-address',
  'bad-hex',
  'empty',
  'too-large',
  'port-reserved',
  'port-in-use',
  'port-denied',
] as const

/** The sentence for a call of the console that was refused. */
export function useSendProblem(): (code: string) => string {
  const { t } = useTranslation()
  return (code) => {
    const known = worded.find((each) => each === code)
    return known === undefined ? t('error.other', { detail: code }) : t(`console.refused.${known}`)
  }
}
