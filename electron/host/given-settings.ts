/** Settings that come from outside of the window: from the command line, and paths that a page may not name. */
import { isAbsolute } from 'node:path'
import type { Policy } from '../../shared/model/policy.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { HostOptions, HostProblem, RunOptions } from './host-options.ts'

/** A page names folders by tokens only (`chooseDownloads`): what it shows may come from a stranger. Others name whole paths. */
export function mayHaveDownloads(input: unknown, owner: boolean): boolean {
  if (typeof input !== 'object' || input === null || !('downloads' in input)) return true
  const { downloads } = input
  return owner && (downloads === '' || (typeof downloads === 'string' && isAbsolute(downloads)))
}

/** The command line may stand beside the settings, but not go round what was decided: such a flag is left out, and the log says so. */
export function withoutDecided(options: HostOptions, policy: Policy | undefined): RunOptions {
  const { port, peers = [], downloads, guest, ...others } = options
  const stands = (key: 'port' | 'peers' | 'downloads' | 'whenPortTaken', flag: string): boolean => {
    if (policy?.values[key] === undefined) return true
    options.log.write('warning', `${flag} is left out: the policy of this computer decides ${key}`)
    return false
  }
  return {
    ...others,
    policy,
    ...(port !== undefined && stands('port', '--port') && { port }),
    ...(peers.length > 0 && stands('peers', '--peer') && { peers }),
    ...(downloads !== undefined && stands('downloads', '--downloads') && { downloads }),
    ...(guest === true && stands('whenPortTaken', '--guest') && { guest }),
  }
}

/** What the command line sets, once. */
export function saveOptions(
  { name, group, language }: HostOptions,
  save: (settings: Partial<Settings>) => Result<unknown, { readonly code: string; readonly detail?: string }>,
): Result<undefined, HostProblem> {
  const given = {
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(language === undefined ? {} : { language }),
  }
  if (Object.keys(given).length === 0) return ok(undefined)
  const saved = save(given)
  if (saved.ok) return ok(undefined)
  const { code, detail = code } = saved.error
  if (code === 'managed') return err({ code: 'other', detail: `${detail} is set by the policy of this computer` })
  return err({ code: detail === 'disk-full' ? 'disk-full' : 'other', detail })
}
