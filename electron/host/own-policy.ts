import type { Policy } from '../../shared/model/policy.ts'
import { loginName } from './login-name.ts'
import { loadPolicy, policyPath } from './policy/file.ts'

/** What was decided for this computer, as it is for the user who is logged in. Undefined where nobody decided anything. */
export const ownPolicy = (trial: string | undefined): Policy | undefined =>
  loadPolicy({ path: policyPath(process.platform, process.env), trial, account: loginName() })
