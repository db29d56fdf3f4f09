import { consoleMethods } from '../../../shared/api/console-contract.ts'
import type { ApiError, MethodName } from '../../../shared/api/contract.ts'
import type { Feature, Policy } from '../../../shared/model/policy.ts'
import { err, type Result } from '../../../shared/result.ts'

/** What a switched-off feature would have to call. Some are no calls: the desktop program and the host look themselves. */
const methodsOf: Readonly<Record<Feature, readonly MethodName[]>> = {
  'send-files': ['offerFiles'],
  shake: ['shake'],
  export: ['exportHistory', 'createBackup', 'exportPackets'],
  import: ['inspectHistory', 'importHistory'],
  'screen-capture': [],
  'command-line': [],
  'packet-console': consoleMethods,
  // Not written at all, by the desktop program (electron/app/crashes.ts).
  'crash-reports': [],
}

/** The answer to a call that was switched off; undefined for the others. */
export function refusal(policy: Policy | undefined, method: string): Result<never, ApiError> | undefined {
  const feature = policy?.off.find((each) => methodsOf[each].some((name) => name === method))
  return feature === undefined ? undefined : err({ code: 'managed', detail: feature })
}
