/**
 * FeiQ keeps its own data in the version field (protocol.md 7.1):
 * `1_lbt6_<avatar>#<level>#<MAC>#<custom avatar bytes>#<self image bytes>#<group cipher length>[#4001#9]`.
 */

export interface FeiqVersion {
  /** `lbt4` is FeiQ 2.x, `lbt6` FeiQ 2013. */
  readonly generation: string
  readonly avatar: number
  /** A bit set that FeiQ draws as suns, moons and stars. */
  readonly level: number
  /** 12 hex digits as written, because the text itself is the key of the group chat. */
  readonly mac: string
  readonly customAvatarSize: number
  readonly selfImageSize: number
  /** Length of the cipher in group packets, else 0. */
  readonly groupCipherLength: number
  /** What follows: `4001#9`, `2.5a`, mostly nothing. */
  readonly rest: string
}

const FORM = /^1_(lbt\w{1,4})_(\d{1,9})#(\d{1,9})#([0-9A-Fa-f]{12})#(\d{1,9})#(\d{1,9})#(\d{1,9})(?:#(.*))?$/

/** Undefined if the sender is not FeiQ, or wrote a form that nobody has seen. */
export function decodeFeiqVersion(version: string): FeiqVersion | undefined {
  const match = FORM.exec(version)
  if (match === null) return undefined
  const [, generation = '', avatar, level, mac = '', customAvatar, selfImage, groupCipher, rest = ''] = match
  return {
    generation,
    avatar: Number(avatar),
    level: Number(level),
    mac,
    customAvatarSize: Number(customAvatar),
    selfImageSize: Number(selfImage),
    groupCipherLength: Number(groupCipher),
    rest,
  }
}

/** The network card that a version field names, upper case; empty where it names none. */
export const cardIn = (version: string): string => decodeFeiqVersion(version)?.mac.toUpperCase() ?? ''

/**
 * The form of FeiQ 2013. `mac`: 12 upper-case hex digits, because FeiQ tells its users apart by it. `avatar`: the number of one of its
 * own drawings.
 */
export function encodeFeiqVersion(mac: string, groupCipherLength = 0, avatar = 0): string {
  return `1_lbt6_${avatar}#128#${mac}#0#0#${groupCipherLength}#4001#9`
}

/** How the MAC of every Gezi begins; the second bit of the first byte says that no card has it. */
export const GEZI_MAC = '0247'

/** A packet of another Gezi: its version field is FeiQ's, with a MAC of ours. Before 0.2 it was `1_gezi` and a version. */
export const isGeziVersion = (version: string): boolean =>
  version.startsWith('1_gezi ') ||
  (version.includes(`#${GEZI_MAC}`) && decodeFeiqVersion(version)?.mac.startsWith(GEZI_MAC) === true)
