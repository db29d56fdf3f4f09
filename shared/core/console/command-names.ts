/** Names of commands and flags as the protocol's own texts have them. */
import { COMMAND, hasFlag, OPT } from '../../protocol/index.ts'

const hex = (number: number): string => `0x${number.toString(16).padStart(2, '0')}`

const entries = Object.entries(COMMAND)
const isFeiqs = (name: string): boolean => name.startsWith('FEIQ_')
const plainNames = new Map(entries.toReversed().map(([name, number]) => [number as number, name]))
const feiqNames = new Map(entries.filter(([name]) => isFeiqs(name)).map(([name, number]) => [number as number, name]))

/** One number means two things: whose it is, the version field tells. */
export const commandName = (command: number, isFeiq: boolean): string =>
  (isFeiq ? feiqNames.get(command) : undefined) ?? plainNames.get(command) ?? hex(command)

const HELLOS: ReadonlySet<number> = new Set([
  COMMAND.BR_ENTRY,
  COMMAND.BR_EXIT,
  COMMAND.ANSENTRY,
  COMMAND.BR_ABSENCE,
  COMMAND.BR_ISGETLIST,
  COMMAND.BR_ISGETLIST2,
])
const REQUESTS: ReadonlySet<number> = new Set([COMMAND.GETFILEDATA, COMMAND.GETDIRFILES])

export const isHelloCommand = (command: number): boolean =>
  HELLOS.has(command) && command !== COMMAND.BR_ISGETLIST && command !== COMMAND.BR_ISGETLIST2

const namesIn = (among: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(among)

const { ABSENCE, SERVER, SENDCHECK, SECRET, MULTICAST, ENCFILE, SECRETEX: _both, ...common } = OPT
const ofHellos = namesIn({ ABSENCE, SERVER, ...common })
const ofRequests = namesIn({ SECRET, ENCFILE, ...common })
const ofOthers = namesIn({ SENDCHECK, SECRET, MULTICAST, ...common })

/** One bit may mean different things by command; bits without a name are shown in hex. */
export function flagNames(command: number, flags: number): string[] {
  const names = HELLOS.has(command) ? ofHellos : REQUESTS.has(command) ? ofRequests : ofOthers
  const found = names.filter(([, bit]) => hasFlag(flags, bit)).toSorted(([, a], [, b]) => a - b)
  const rest = (flags & ~found.reduce((all, [, bit]) => all | bit, 0)) >>> 0
  return [...found.map(([name]) => name), ...(rest === 0 ? [] : [hex(rest)])]
}
