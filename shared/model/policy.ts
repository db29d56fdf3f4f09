/**
 * What whoever manages this computer decided for its user: settings that have a value of his, and things that are switched off. He writes
 * it into one file (electron/host/policy); docs/administration.md explains each key.
 */
import { z } from 'zod'
import { type SettingKey, Settings, SettingsPatch } from './settings.ts'

/** Settings that can be decided: each shows in the window with a lock and the name of whoever decided. */
const Decided = SettingsPatch.pick({
  name: true,
  group: true,
  signature: true,
  peers: true,
  introductions: true,
  port: true,
  whenPortTaken: true,
  guestPort: true,
  deniedInterfaces: true,
  downloads: true,
  autoAccept: true,
  autoPictures: true,
  retentionMonths: true,
  backupsKept: true,
  updateSource: true,
}).strict()
export const lockable = Decided.keyof().options
export type Lockable = (typeof lockable)[number]

/** What can be switched off. */
export const features = [
  'send-files',
  'shake',
  'screen-capture',
  'export',
  'import',
  'command-line',
  'packet-console',
  'crash-reports',
] as const
export const Feature = z.enum(features)
export type Feature = z.infer<typeof Feature>

/** The file. A key that it does not know is a mistake: what somebody meant to lock must not stay open for want of a letter. */
export const PolicyFile = z.strictObject({
  /** Who decided, as the user may ask him: "IT, extension 100". */
  managedBy: z.string().trim().min(1).max(120),
  /** The name is that of the user's account. */
  nameFromAccount: z.boolean().default(false),
  settings: Decided.default({}),
  off: z.array(Feature).default([]),
})
export type PolicyFile = z.infer<typeof PolicyFile>

/** What views need to know of it. */
export const PolicyView = z.object({
  managedBy: z.string(),
  locked: z.array(z.string()),
  off: z.array(Feature),
  /** It cannot be read or understood: its path, and what is wrong in the program's own words. */
  problem: z.object({ path: z.string(), detail: z.string() }).optional(),
})
export type PolicyView = z.infer<typeof PolicyView>

export interface Policy extends PolicyView {
  readonly locked: (keyof Settings)[]
  /** Of locked settings; one without a value here stays what the user made it. */
  readonly values: Readonly<SettingsPatch>
}

export const viewOfPolicy = ({ managedBy, locked, off, problem }: Policy): PolicyView => ({
  ...{ managedBy, locked, off },
  ...(problem !== undefined && { problem }),
})

/** The user's settings with what was decided in their places. */
export const underPolicy = (settings: Settings, policy: Policy | undefined): Settings =>
  policy === undefined ? settings : Settings.parse({ ...settings, ...policy.values })

/** Somebody without a name cannot begin: that he gives himself one is no change. */
export const isLocked = (key: SettingKey, settings: Settings, policy: PolicyView | undefined): boolean =>
  policy?.locked.includes(key) === true && !(key === 'name' && settings.name === '')

/** The first of these settings that the user may not have this way. */
export function lockedIn(patch: SettingsPatch, settings: Settings, policy: Policy | undefined): string | undefined {
  return policy?.locked.find((key) => {
    const wanted = patch[key]
    return (
      wanted !== undefined &&
      isLocked(key, settings, policy) &&
      JSON.stringify(wanted) !== JSON.stringify(settings[key])
    )
  })
}
