/** Which program a peer runs, from its version field and hello (protocol.md 7.1, 7.10, 8, 1.6). */
import { hasFlag, OPT } from './command.ts'
import { decodeFeiqVersion } from './feiq/version.ts'
import type { Hello } from './presence.ts'

export interface ClientName {
  readonly dialect:
    | 'gezi'
    | 'feiq'
    | 'ipmsg-2'
    | 'ipmsg-3'
    | 'ipmsg-4'
    | 'ipmsg-5'
    | 'ipmsg-mac'
    | 'iptux'
    | 'shiyeline'
    | 'script'
  /** For people, e.g. `FeiQ 2013`, `iptux 0.9.4`; empty while unknown. */
  readonly client: string
}

/** `status`: the flags of the hello (`flags & ALLSTAT`). Our own key wins, since Gezi's version field is FeiQ's. */
export function clientName(version: string, hello: Hello, status: number): ClientName {
  if (hello.own !== undefined) return { dialect: 'gezi', client: `Gezi ${hello.own.version}` }
  if (version.startsWith('1_lbt')) return { dialect: 'feiq', client: feiqName(version) }
  if (version.startsWith('1@shiyeline')) return { dialect: 'shiyeline', client: '内网通' }
  const iptux = /^1_iptux ?([\w.+~-]{0,32})/.exec(version)
  if (iptux !== null) return { dialect: 'iptux', client: `iptux ${iptux[1]}`.trim() }
  if (version !== '1') return { dialect: 'script', client: '' }
  if (hello.clientVersion === undefined) return plainName(status)
  if (hello.platform === 'Mac') return { dialect: 'ipmsg-mac', client: `IPMsg ${hello.clientVersion} (Mac)` }
  const major = Number(/^\d{1,3}/.exec(hello.clientVersion)?.[0] ?? 4)
  return { dialect: major < 5 ? 'ipmsg-4' : 'ipmsg-5', client: `IPMsg ${hello.clientVersion}` }
}

function feiqName(version: string): string {
  if (version.startsWith('1_lbt6')) return 'FeiQ 2013'
  const rest = decodeFeiqVersion(version)?.rest ?? ''
  return /^\d\.\w{1,8}$/.test(rest) ? `FeiQ ${rest}` : 'FeiQ 2'
}

/** Version `1` without a word of its own: what it can do tells how old it is (protocol.md 2.2, 9). */
function plainName(status: number): ClientName {
  const can = (option: number): boolean => hasFlag(status, option)
  if (can(OPT.CAPUTF8) && (can(OPT.CAPFILEENC) || can(OPT.CAPIPDICT))) return { dialect: 'ipmsg-4', client: 'IPMsg 4' }
  if (can(OPT.CAPUTF8)) return { dialect: 'ipmsg-3', client: 'IPMsg 3' }
  if (can(OPT.FILEATTACH) || can(OPT.ENCRYPT)) return { dialect: 'ipmsg-2', client: 'IPMsg 2' }
  return { dialect: 'script', client: '' }
}
