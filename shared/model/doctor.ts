/** What the connection doctor says: each check with what came of it, and one verdict. */
import { z } from 'zod'
import { AdapterKind } from './adapter.ts'

/** In the order in which they are shown. */
export const checks = [
  'socket',
  'interfaces',
  'loop',
  'inbound',
  'broadcast',
  'people',
  'range',
  'neighbours',
  'files',
  'tcp-in',
  'person-udp',
  'person-tcp',
  'person-hears',
  'person-loss',
  'person-large',
  'clock',
  'database',
  'notifications',
] as const
export const Check = z.enum(checks)
export type Check = z.infer<typeof Check>

export const Finding = z.object({
  check: Check,
  /** `unclear`: it was tried, and what came of it proves nothing. */
  state: z.enum(['good', 'bad', 'unclear', 'skipped']),
  /** Numbers, names and codes, the same in every language; may be empty. */
  detail: z.string(),
})
export type Finding = z.infer<typeof Finding>

/** The one thing that is wrong, worst and nearest first. */
export const causes = [
  'port-taken',
  'port-reserved',
  'port-denied',
  'address-missing',
  'socket-failed',
  'no-interface',
  'disk',
  'inbound-udp',
  'person-ok',
  'person-tcp',
  'person-closed',
  'person-udp',
  'person-no-program',
  'person-off',
  'person-elsewhere',
  'here-udp',
  'here-tcp',
  'person-loss',
  'person-large',
  'one-way',
  'broadcast-lost',
  'range-silent',
  'unanswered',
  'vpn-route',
  'no-messenger',
  'isolated',
  'files-port',
  'guest',
  'clock',
  'notifications',
  'ok',
] as const
export const Cause = z.enum(causes)
export type Cause = z.infer<typeof Cause>

/** What the user can do about it with one button. */
export const Remedy = z.enum([
  'none',
  'reopen',
  'network-settings',
  'notification-settings',
  'add-address',
  'look-again',
])
export type Remedy = z.infer<typeof Remedy>

export const DoctorReport = z.object({
  cause: Cause,
  remedy: Remedy,
  /** Words of the verdict's sentence: who, where, which program. */
  facts: z.object({
    name: z.string(),
    address: z.string(),
    port: z.number().int(),
    program: z.string(),
    adapter: z.string(),
    count: z.number().int(),
  }),
  findings: z.array(Finding),
  adapters: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      kind: AdapterKind,
      /** It has the way to everywhere else. */
      isDefault: z.boolean(),
      /** Computers of its network that were heard since the start. */
      heard: z.number().int(),
    }),
  ),
  /** Milliseconds. */
  took: z.number().int(),
})
export type DoctorReport = z.infer<typeof DoctorReport>

/** Nothing is wrong. */
export const isFine = ({ cause }: Pick<DoctorReport, 'cause'>): boolean => cause === 'ok' || cause === 'person-ok'

/** For a report that is passed on: of an address only its network is left. */
export const maskAddresses = (text: string): string =>
  text
    .replace(/\b(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}\b/g, '$1.$2.x.x')
    .replace(/\b([0-9a-f]{1,4}):(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}/gi, '$1::x')
