/**
 * The look that nobody asked for: once, some time after the start, and only when something suggests that the network does not work, because
 * nobody is heard or a message waits. What it finds is a hint until the user puts it away.
 */
import type { DoctorHint } from '../../../shared/api/doctor-contract.ts'
import type { Millis, PeerRecord } from '../../../shared/engine/io.ts'
import { type Cause, type DoctorReport, isFine } from '../../../shared/model/doctor.ts'

export interface StartCheckParts {
  readonly isAlone: () => boolean
  /** For whom a message has waited for a while. */
  readonly awaited: () => PeerRecord | undefined
  readonly look: (person: PeerRecord | undefined, signal: AbortSignal) => Promise<DoctorReport>
  readonly after?: Millis
}

export interface StartCheck {
  readonly hint: DoctorHint
  dismiss(): void
  close(): void
}

/** The third round of greetings is over by then, and those who were known before were greeted one by one. */
const AFTER: Millis = 20_000

/** Said elsewhere in the window, for as long as it lasts; or nothing that the user has to do something about. */
const NO_HINT: ReadonlySet<Cause> = new Set([
  'port-taken',
  'port-reserved',
  'port-denied',
  'address-missing',
  'socket-failed',
  'no-interface',
  'disk',
  'files-port',
  'guest',
  'person-off',
  'person-no-program',
])

export function createStartCheck({ isAlone, awaited, look, after = AFTER }: StartCheckParts): StartCheck {
  const ending = new AbortController()
  let hint: DoctorHint = { state: 'looking' }

  const worth = (report: DoctorReport): boolean => !isFine(report) && !NO_HINT.has(report.cause)

  async function check(): Promise<DoctorHint> {
    const person = awaited()
    const alone = isAlone()
    if (person === undefined && !alone) return { state: 'none' }
    const report = await look(undefined, ending.signal)
    if (worth(report)) return { state: 'found', alone, report }
    if (person === undefined) return { state: 'none' }
    const about = await look(person, ending.signal)
    return worth(about) ? { state: 'found', alone, report: about, peer: person.id } : { state: 'none' }
  }

  const timer = setTimeout(() => {
    void check().then(
      (found) => {
        hint = found
      },
      () => {
        hint = { state: 'none' }
      },
    )
  }, after)
  timer.unref()

  return {
    get hint() {
      return hint
    },
    dismiss() {
      hint = { state: 'none' }
    },
    close() {
      clearTimeout(timer)
      ending.abort()
    },
  }
}
