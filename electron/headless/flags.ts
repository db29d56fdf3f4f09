/** The command line of `npm run headless`. Scripts depend on these names. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseReachEntry, type ReachProblem } from '../../shared/model/reach.ts'
import { type Language, languages, Settings } from '../../shared/model/settings.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { isIP, isIPv4 } from '../host/net/interfaces.ts'

export interface Flags {
  readonly data: string
  readonly name?: string
  readonly group?: string
  readonly bind: string
  readonly port?: number
  readonly guest?: boolean
  readonly peers: readonly string[]
  readonly downloads?: string
  readonly policyFile?: string
  /** Where the page is served; undefined for `off`. */
  readonly ui: { readonly address: string; readonly port: number } | undefined
  readonly language?: Language
}

export const usage = `usage: npm run headless -- --data DIR [options]

  --data DIR          folder of history, settings and log; made when it does not exist
  --name NICK         nickname, kept in the settings
  --group GROUP       department, kept in the settings
  --bind IP           local address for UDP and TCP (default 0.0.0.0: all)
  --port PORT         UDP and TCP port (default: the settings', 2425)
  --guest             another port while that one is taken by another program; the line below says which
  --peer IP|RANGE     greet these addresses too; may be repeated: 10.1.2.3, 10.1.2.3:2426, 10.1.2.10-60, 10.1.2.0/24
  --downloads DIR     where received files go
  --policy FILE       a policy to try out, where the computer has none (docs/administration.md)
  --ui HOST:PORT|off  where the page is served (default 127.0.0.1:0: any free port)
  --lang LANGUAGE     ${languages.join(', ')}; kept in the settings
  --help              this text

Prints one line of JSON when it is ready: {"ready":true,"pid":…,"udp":"IP:PORT","ui":"http://127.0.0.1:PORT/#TOKEN"};
ui is null with --ui off. SIGTERM and SIGINT say goodbye to the LAN and end it with 0.
Exit codes: 1 it cannot start, 2 wrong usage.`

/** `help`, the flags, or one sentence about what is wrong. Relative folders are relative to `cwd`. */
export function parseFlags(argv: readonly string[], cwd: string): Result<Flags | 'help', string> {
  const parsed = parse(argv)
  if (!parsed.ok) return parsed
  const values = parsed.value
  if (values.help === true) return ok('help')
  if (values.data === undefined || values.data === '') return err('--data DIR is missing')

  const { bind = '0.0.0.0', lang, peer = [] } = values
  if (!isIPv4(bind)) return err(`--bind ${bind} is not an IPv4 address`)
  const port = values.port === undefined ? undefined : portOf(values.port)
  if (port === 0 || Number.isNaN(port)) return err(`--port ${values.port} is not a number from 1 to 65535`)
  for (const entry of peer) {
    const reach = parseReachEntry(entry)
    if (!reach.ok) return err(`--peer ${entry} ${reachWords[reach.error]}`)
  }
  const name = Settings.shape.name.safeParse(values.name)
  const group = Settings.shape.group.safeParse(values.group)
  if (!name.success) return err('--name is too long: at most 40 characters')
  if (!group.success) return err('--group is too long: at most 40 characters')
  const language = languages.find((each) => each === lang)
  if (lang !== undefined && language === undefined) return err(`--lang ${lang} is not one of ${languages.join(', ')}`)
  const ui = uiOf(values.ui ?? '127.0.0.1:0')
  if (!ui.ok) return ui

  return ok({
    data: resolve(cwd, values.data),
    bind,
    peers: peer,
    ui: ui.value,
    ...(values.name === undefined ? {} : { name: name.data }),
    ...(values.group === undefined ? {} : { group: group.data }),
    ...(port === undefined ? {} : { port }),
    ...(values.guest === true ? { guest: true } : {}),
    ...(values.downloads === undefined ? {} : { downloads: resolve(cwd, values.downloads) }),
    ...(values.policy === undefined ? {} : { policyFile: resolve(cwd, values.policy) }),
    ...(language === undefined ? {} : { language }),
  })
}

const reachWords: Readonly<Record<ReachProblem, string>> = {
  syntax: 'is not an address or range',
  order: 'ends before it begins',
  'not-local': 'is not in a private network',
  'too-large': 'has too many addresses',
  'too-many': 'has too many addresses',
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        name: { type: 'string' },
        group: { type: 'string' },
        bind: { type: 'string' },
        port: { type: 'string' },
        guest: { type: 'boolean' },
        peer: { type: 'string', multiple: true },
        downloads: { type: 'string' },
        policy: { type: 'string' },
        ui: { type: 'string' },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return ok(values)
  } catch (error) {
    // parseArgs explains itself in one sentence or more; the first one names the flag.
    return err(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error))
  }
}

const portOf = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : Number.NaN
}

function uiOf(text: string): Result<Flags['ui'], string> {
  if (text === 'off') return ok(undefined)
  const parts = /^(?:\[(?<six>[^\]]+)\]|(?<four>[^:]+)):(?<port>\d+)$/.exec(text)?.groups
  const address = parts?.six ?? (parts?.four === 'localhost' ? '127.0.0.1' : parts?.four)
  const port = portOf(parts?.port ?? '')
  return address === undefined || isIP(address) === 0 || Number.isNaN(port)
    ? err(`--ui ${text} is neither HOST:PORT (with a numeric address) nor off`)
    : ok({ address, port })
}
