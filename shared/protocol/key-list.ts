/** The list of `KEY:value` lines in hellos, UTF-8 whatever the rest of the packet is (protocol.md 1.6), and our own key in it. */
import { type Charset, isUtf8, latin1 } from './text.ts'

/** Says that the sender is a Gezi: `GZ:<installation> <version>[ <capability>…]`. No colons, because IPMsg for Mac cuts values there. */
export interface OwnKey {
  /** Random, made once per data folder. */
  readonly installation: string
  readonly version: string
  readonly capabilities: readonly string[]
}

export interface KeyList {
  readonly user?: string
  readonly host?: string
  readonly name?: string
  readonly group?: string
  readonly clientVersion?: string
  readonly platform?: string
  readonly own?: OwnKey
  /** `SG`, our own key too: one line that the user says of himself. Others skip keys that they do not know. */
  readonly signature?: string
}

/** IPMsg writes at most eight keys. */
const MAX_LINES = 32
/** Names are the longest values of use; `IP:` holds a whole IPDict, which we skip. */
const MAX_VALUE_BYTES = 255
const LINE_FEED = 0x0a

/** Keys that are unknown, lines without a key and values that are not UTF-8 are skipped. An empty name does not hide the one of the header. */
export function decodeKeyList(list: Uint8Array, charset: Charset): KeyList {
  const values = new Map<string, string>()
  for (let start = 0, lines = 0; start < list.length && lines < MAX_LINES; lines++) {
    const feed = list.indexOf(LINE_FEED, start)
    const end = feed < 0 ? list.length : feed
    const value = list.subarray(start + 3, end)
    if (end - start >= 3 && list[start + 2] === 0x3a && value.length <= MAX_VALUE_BYTES && isUtf8(value)) {
      values.set(latin1(list.subarray(start, start + 2)), charset.decode(value, 'utf-8'))
    }
    start = end + 1
  }
  const text = (key: string) => values.get(key) || undefined
  const [user, host, name, group] = [text('UN'), text('HN'), text('NN'), values.get('GN')]
  const own = decodeOwnKey(values.get('GZ') ?? '')
  const signature = text('SG')
  return {
    ...(user !== undefined && { user }),
    ...(host !== undefined && { host }),
    ...(name !== undefined && { name }),
    ...(group !== undefined && { group }),
    ...decodeClientVersion(values.get('VS') ?? ''),
    ...(own !== undefined && { own }),
    ...(signature !== undefined && { signature }),
  }
}

const PLATFORMS: ReadonlyMap<number, string> = new Map([
  [0x00010001, 'Win32'],
  [0x00010002, 'Win64'],
  [0x00020000, 'Mac'],
  [0x00030000, 'iOS'],
  [0x00040000, 'Android'],
])

/** `platform:major:minor:revision`; 100+n is the revision `rn`, 10000 (IPMsg 4.11) none. */
function decodeClientVersion(value: string): Pick<KeyList, 'clientVersion' | 'platform'> {
  const match = /^([0-9A-Fa-f]{8}):(\d{1,5}):(\d{1,5}):(\d{1,5})/.exec(value)
  if (match === null) return {}
  const [, type = '', major, minor, revision] = match
  const platform = PLATFORMS.get(Number.parseInt(type, 16))
  const number = Number(revision)
  const suffix = number > 100 && number < 200 ? `r${number - 100}` : number > 0 && number <= 100 ? `.${number}` : ''
  return { clientVersion: `${major}.${minor}${suffix}`, ...(platform !== undefined && { platform }) }
}

const OWN_KEY = /^([0-9A-Za-z-]{8,64}) ([0-9A-Za-z.+-]{1,32})((?: [0-9A-Za-z-]{1,24}){0,16})(?: |$)/
/** Keeps the hello of a Gezi far below one Ethernet frame. */
const MAX_OWN_KEY = 200

function decodeOwnKey(value: string): OwnKey | undefined {
  const match = OWN_KEY.exec(value.slice(0, MAX_OWN_KEY))
  if (match === null) return undefined
  const [, installation = '', version = '', capabilities = ''] = match
  return { installation, version, capabilities: capabilities.split(' ').filter((token) => token !== '') }
}

export const encodeOwnKey = ({ installation, version, capabilities }: OwnKey): string =>
  [installation, version, ...capabilities].join(' ').slice(0, MAX_OWN_KEY)
