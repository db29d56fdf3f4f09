import { useTranslation } from 'react-i18next'
import type { Finding } from '../../../shared/model/doctor.ts'

/** Details that are codes; all others are addresses, numbers and names. */
const CODES = [
  'open',
  'refused',
  'silent',
  'denied',
  'none',
  'no-server',
  'failed',
  'default',
  'disk-full',
  'read-only',
  'EADDRINUSE',
] as const
/** Those that stand behind an address. */
const OF_ADDRESS = ['port-in-use', 'port-denied', 'address-missing'] as const

/** What stands beside a check, in words; empty where there is nothing but its outcome. */
export function useDetail(): (finding: Finding) => string {
  const { t } = useTranslation()
  return ({ detail }) => {
    const code = CODES.find((each) => each === detail)
    if (code !== undefined) return t(`reach.word.${code}`)
    const end = OF_ADDRESS.find((each) => detail.endsWith(` ${each}`))
    return end === undefined ? detail : `${detail.slice(0, -end.length - 1)} · ${t(`reach.word.${end}`)}`
  }
}
