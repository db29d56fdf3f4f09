/** Who we are and what the user set. */
import type { ApiError } from '../api/contract.ts'
import type { ListRules } from '../engine/host-lists.ts'
import type { Identity } from '../engine/io.ts'
import { pictureToken } from '../model/picture-choice.ts'
import { lockedIn, type Policy, underPolicy } from '../model/policy.ts'
import { expandReach } from '../model/reach.ts'
import { Settings, type SettingsPatch } from '../model/settings.ts'
import type { Self } from '../model/state.ts'
import { baseName } from '../protocol/index.ts'
import { err, ok, type Result } from '../result.ts'

export interface Login {
  readonly user: string
  readonly host: string
  readonly installation: string
  /** Identity.mac of shared/engine/io.ts. */
  readonly mac: string
}

/** Each stored value that is missing or that this version does not understand becomes its default; the others stay. */
export function readSettings(stored: Readonly<Record<string, unknown>>, policy?: Policy): Settings {
  const understood = Object.entries(Settings.shape).filter(([key, schema]) => schema.safeParse(stored[key]).success)
  return underPolicy(Settings.parse(Object.fromEntries(understood.map(([key]) => [key, stored[key]]))), policy)
}

/**
 * What is kept: the user's own values of settings that are decided for him come back once they are not any more. One that is locked
 * without a decision has no other value than his.
 */
export const ownSettings = (settings: Settings, policy: Policy | undefined): Partial<Settings> =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => policy === undefined || !(key in policy.values)))

export type SettingError = ApiError<'invalid-setting' | 'managed' | 'storage-failed'>

/** The settings after the change; the error names what cannot be: what is decided already, entries of `peers` that mean no address. */
export function changeSettings(
  settings: Settings,
  patch: SettingsPatch,
  policy?: Policy,
): Result<Settings, SettingError> {
  const locked = lockedIn(patch, settings, policy)
  if (locked !== undefined) return err({ code: 'managed', detail: locked })
  const given = Object.entries(patch).filter(([, value]) => value !== undefined)
  const next = Settings.parse({ ...settings, ...Object.fromEntries(given) })
  const added = next.peers.filter((entry) => !settings.peers.includes(entry))
  const { problems } = expandReach(next.peers, next.port)
  // Only what the user adds now is held against him: an entry that an older version accepted must not block every other change.
  const refused = added.find((entry) => problems.has(entry))
  return refused === undefined
    ? ok(next)
    : err({ code: 'invalid-setting', detail: `peers: ${refused}: ${problems.get(refused)}` })
}

const SOCKETS = ['port', 'whenPortTaken', 'guestPort', 'peers', 'deniedInterfaces'] as const

export const needsSockets = (before: Settings, after: Settings): boolean =>
  SOCKETS.some((key) => String(before[key]) !== String(after[key]))

export const listRules = ({ askHostList, serveHostList }: Settings): ListRules => ({
  ask: askHostList,
  serve: serveHostList,
})

export function identityOf(login: Login, settings: Settings, absence: string | undefined): Identity {
  const { name, group, signature } = settings
  const picture = pictureToken(settings.picture)
  return {
    ...login,
    name: name || baseName(login.user),
    group,
    absence,
    ...(signature !== '' && { signature }),
    ...(picture !== undefined && { picture }),
  }
}

/** Whether others have to be told. */
export const isAnnounced = (before: Settings, after: Settings): boolean =>
  announced.some((key) => before[key] !== after[key])

const announced = ['name', 'group', 'signature', 'picture'] as const

export function selfOf({ name, group, user, host, absence }: Identity): Omit<Self, 'asksPassword'> {
  return { name, group, user: baseName(user), host, ...(absence === undefined ? {} : { absence }) }
}
