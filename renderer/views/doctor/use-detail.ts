import { useTranslation } from 'react-i18next'
import type { Finding } from '../../../shared/model/doctor.ts'

/** Details that are codes; all others are addresses, numbers and names. */
const CODES = ['open', 'refused', 'silent', 'denied', 'none', 'no-server', 'failed', 'default'] as const

/** What stands beside a check, in words; empty where there is nothing but its outcome. */
export function useDetail(): (finding: Finding) => string {
  const { t } = useTranslation()
  return ({ detail }) => {
    const code = CODES.find((each) => each === detail)
    return code === undefined ? detail : t(`reach.word.${code}`)
  }
}
