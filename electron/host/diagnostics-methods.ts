/** The methods of diagnostics-contract.ts: they answer whatever state the history is in. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiError } from '../../shared/api/contract.ts'
import { diagnosticsContract } from '../../shared/api/diagnostics-contract.ts'
import { parseInput } from '../../shared/api/method.ts'
import type { Messenger } from '../../shared/core/messenger.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { CRASHES } from './crash-dumps.ts'
import { diagnosticsText } from './diagnostics.ts'
import type { HostOptions } from './host-options.ts'

const folders = { logs: 'logs', crashes: CRASHES } as const

/** Undefined for other methods. */
export function diagnosticsMethods(
  { data, version, desktop }: Pick<HostOptions, 'data' | 'version' | 'desktop'>,
  messenger: () => Pick<Messenger, 'snapshot'>,
  now: () => number,
): (method: string, input: unknown) => Promise<Result<unknown, ApiError>> | undefined {
  const text = async (): Promise<Result<unknown, ApiError>> =>
    ok({ text: await diagnosticsText({ data, version, state: messenger().snapshot(), now: now() }) })

  const show = async (input: unknown): Promise<Result<unknown, ApiError>> => {
    const parsed = parseInput(diagnosticsContract.showProgramFolder.input, input)
    if (!parsed.ok) return parsed
    const folder = join(data, folders[parsed.value.folder])
    // Nothing was written there yet: it is shown empty rather than not at all.
    const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
      () => true,
      () => false,
    )
    return made && desktop !== undefined && (await desktop.open(folder)) ? ok({}) : err({ code: 'not-here' })
  }

  return (method, input) => {
    switch (method) {
      case 'diagnostics':
        return text()
      case 'showProgramFolder':
        return show(input)
      default:
        return undefined
    }
  }
}
