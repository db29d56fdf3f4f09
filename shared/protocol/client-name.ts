/** Which program a peer runs, from its version field and hello (protocol.md 7.1, 7.10, 8, 1.6). */
import { hasFlag, OPT } from './command.ts'
import { decodeFeiqVersion } from './feiq/version.ts'
import type { Hello } from './presence.ts'

export interface ClientName {
  readonly dialect: 'gezi' | 'feiq' | 'ipmsg' | 'ipmsg-mac' | 'iptux' | 'shiyeline' | 'unknown'
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
  if (version !== '1') return { dialect: 'unknown', client: '' }
  if (hello.clientVersion === undefined) return { dialect: 'ipmsg', client: plainName(status) }
  const mac = hello.platform === 'Mac'
  return { dialect: mac ? 'ipmsg-mac' : 'ipmsg', client: `IPMsg ${hello.clientVersion}${mac ? ' (Mac)' : ''}` }
}

function feiqName(version: string): string {
  if (version.startsWith('1_lbt6')) return 'FeiQ 2013'
  const rest = decodeFeiqVersion(version)?.rest ?? ''
  return /^\d\.\w{1,8}$/.test(rest) ? `FeiQ ${rest}` : 'FeiQ 2'
}

/** Version `1` alone is IPMsg 2 or 3, or a script that claims nothing. */
function plainName(status: number): string {
  if (hasFlag(status, OPT.CAPUTF8)) return 'IPMsg 3'
  return hasFlag(status, OPT.FILEATTACH | OPT.ENCRYPT) ? 'IPMsg 2' : ''
}
