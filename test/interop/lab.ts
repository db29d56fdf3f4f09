/**
 * Real iptux peers on a private LAN of network namespaces, through the lab beside the checkout (`../shared/lab`, its README). Each test
 * file has a LAN of its own name; `close` takes it down, whatever happened.
 */
import { type ChildProcess, execFile, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { end, finish, jsonLines, root, start } from '../process/gezi.ts'

const folder = resolve(root, '../shared/lab')
const run = promisify(execFile)

/** Longest step of the lab: the start of a peer that crashes three times (lab README). Only a failing run waits that long. */
const STEP_LIMIT = 60_000
/** The accessibility bindings belong to the system's own Python. */
const PYTHON = '/usr/bin/python3'
const PROGRAMS = ['ip', 'unshare', 'Xvfb', 'xdotool', 'dbus-daemon', 'openbox', 'xprop', 'iptux', 'tcpdump', PYTHON]

/** `backport` is 0.9.4, `stable` the 0.8.3 of Debian 12. */
export type IptuxVersion = 'backport' | 'stable'

const succeeds = (command: string, ...options: readonly string[]): boolean =>
  spawnSync(command, options, {
    stdio: 'ignore',
    timeout: STEP_LIMIT,
    env: { ...process.env, LAN_NAME: instance('p') },
  }).status === 0

const instance = (name: string): string => `gezi-${name}-${process.pid}`

/** Removes what the lab keeps in the temporary folder about an instance that is down. */
function removeState(name: string): void {
  const folder = process.env.LAN_STATE ?? join(process.env.TMPDIR ?? '/tmp', 'lan-lab')
  rmSync(join(folder, name), { recursive: true, force: true })
  rmSync(join(folder, `${name}.lock`), { force: true })
}

/** What keeps the lab from working here, or undefined. */
function missing(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (!existsSync(join(folder, 'lan'))) return 'there is no ../shared/lab'
  if (process.getuid?.() !== 0) return 'this is not root'
  const absent = PROGRAMS.filter((program) => !succeeds('which', program))
  if (absent.length > 0) return `not installed: ${absent.join(', ')}`
  if (!succeeds(PYTHON, '-c', 'import gi; gi.require_version("Atspi", "2.0")'))
    return 'not installed: python3-gi, AT-SPI'
  const works = succeeds(join(folder, 'lan'), 'up', '1')
  succeeds(join(folder, 'lan'), 'down')
  removeState(instance('p'))
  return works ? undefined : 'network namespaces are not allowed here'
}

export const versions = ['backport', 'stable'] as const satisfies readonly IptuxVersion[]

/** The iptux versions that can be run here, and what keeps the others from it. */
export function usableVersions(): { readonly usable: readonly IptuxVersion[]; readonly missing: string | undefined } {
  const reason = missing()
  if (reason !== undefined) return { usable: [], missing: reason }
  return succeeds(join(folder, 'get-iptux-backport'))
    ? { usable: versions, missing: undefined }
    : { usable: ['stable'], missing: 'iptux 0.9.4 could not be fetched' }
}

const DATAGRAM = `
import socket, sys
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind(('', 2425))
sender.sendto(bytes.fromhex(sys.stdin.read()), (sys.argv[1], 2425))`

const Started = z.object({
  ip: z.string(),
  version: z.string(),
  received: z.string(),
  seconds: z.object({ 'xvfb+dbus': z.number(), total_ready: z.number() }),
})
const Accepted = z.object({ results: z.array(z.string()) })
const Status = z.object({ running: z.boolean() })
/** What both versions write about a signal of their own. */
const CRASH = '^Error: signal [0-9]+|^[*]{3} SIG'
const Listed = z.array(z.object({ nick: z.string(), ip: z.string() }))
export type Listed = z.infer<typeof Listed>
const Logged = z.array(z.object({ head: z.string().default(''), text: z.string().default('') }))

export interface Iptux {
  readonly ip: string
  readonly version: string
  /** Where it puts what it receives. */
  readonly downloads: string
  /** Milliseconds that the program itself needed from its own start until this object was there (without X server and bus). */
  readonly startedIn: number
  /** Resolves with the milliseconds after which its window lists what `done` wants; rejects after the limit. */
  listsUntil(done: (listed: Listed) => boolean, limit: number): Promise<number>
  /** What its chat window says about that peer: `Nickname: name@group`, `User: …` … */
  information(ip: string): Promise<string>
  /** Types and sends each text, one after another. */
  sendAll(ip: string, texts: readonly string[]): Promise<void>
  /** Texts that it wrote to its own chat log as received, in order. */
  received(): Promise<readonly string[]>
  /** Offers a file or a folder in a message of its own. */
  offer(ip: string, path: string, kind: 'file' | 'folder'): Promise<void>
  /** Accepts everything that is offered and waits until each of them came or failed; what it says about them. */
  accept(ip: string): Promise<readonly string[]>
  /** Refuse All: iptux tells nobody. */
  refuse(ip: string): Promise<void>
  /** How many offers of that peer wait in its window. */
  waiting(ip: string): Promise<number>
  /** Terminate All of its transmission window. */
  terminate(): Promise<void>
  /** What it says about all transfers that are over, in order. */
  transfers(): Promise<readonly string[]>
  /** Its own Quit (BR_EXIT). */
  stop(): Promise<void>
  /** It vanishes without a word. */
  kill(): Promise<void>
}

export interface IptuxOptions {
  readonly version: IptuxVersion
  readonly encoding: 'utf-8' | 'gbk'
  readonly nick: string
  readonly group: string
}

export interface Lab {
  /** Command that runs what follows it in a host. */
  within(host: string): readonly string[]
  address(host: string): Promise<string>
  /** Sends a datagram from port 2425 of a host where nothing else has it. */
  datagram(host: string, to: string, bytes: Uint8Array): Promise<void>
  /** Starts iptux in a host; one that is still there is killed. */
  startIptux(host: string, options: IptuxOptions): Promise<Iptux>
  /** Whether the iptux of that host ended by itself or hangs in its own crash handler (lab README). */
  hasCrashed(host: string): Promise<boolean>
  /** Pulls the cable of a host, or plugs it. */
  link(host: string, state: 'up' | 'down'): Promise<void>
  /** Makes the cable of a host slow, in both directions: `40mbit`, or `off`. */
  rate(host: string, limit: string): Promise<void>
  /** Captures what crosses the LAN's bridge while `work` runs; resolves with the bytes of the pcap file. */
  capture(file: string, work: () => Promise<void>): Promise<Buffer>
  close(): Promise<void>
}

async function outputOf(child: ChildProcess, input = ''): Promise<string> {
  const { code, stdout, stderr } = await finish(child, input)
  if (code !== 0) throw new Error(`iptux could not be driven: ${stderr}`)
  return stdout
}

/** Takes down LANs whose test process is gone: one that was killed could not do it. */
async function removeLeftovers(): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'list'])
  const names = new Set(stdout.match(/^gezi-[a-z]+-\d+(?=-net\b)/gm))
  for (const name of names) {
    if (existsSync(`/proc/${name.split('-').at(-1)}`)) continue
    await run(join(folder, 'lan'), ['down'], { env: { ...process.env, LAN_NAME: name }, timeout: STEP_LIMIT })
  }
}

/** Made once more, after `prepare`, when the iptux of h2 itself crashed: it can at the moment when it first lists a peer. Any other failure is one. */
export async function onceMore(
  lab: Lab,
  what: string,
  work: () => Promise<void>,
  prepare: () => Promise<unknown>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(await lab.hasCrashed('h2'))) throw error
    process.stderr.write(`interop: iptux crashed during "${what}"; once more\n`)
    await prepare()
    await work()
  }
}

/**
 * Brings up a LAN of `hosts` hosts, h1 and so on. They are spread evenly, in their order, over `segments` subnets; the router between those
 * passes on what is for one address, and no broadcast.
 */
export async function openLab(name: string, hosts: number, segments = 1): Promise<Lab> {
  const env = { ...process.env, LAN_NAME: instance(name) }
  const call = async (tool: string, ...words: readonly string[]): Promise<string> =>
    (await run(join(folder, tool), words, { env, timeout: STEP_LIMIT, maxBuffer: 2 ** 26 })).stdout
  const lan = (...words: readonly string[]): Promise<string> => call('lan', ...words)
  const within = (host: string): readonly string[] => [
    '/usr/bin/env',
    `LAN_NAME=${env.LAN_NAME}`,
    join(folder, 'lan'),
    'exec',
    host,
  ]

  await removeLeftovers()
  await lan('up', String(hosts), '--segments', String(segments))

  const startIptux = async (host: string, options: IptuxOptions): Promise<Iptux> => {
    const { version, encoding, nick, group } = options
    const words = ['--nick', nick, '--group', group, '--encoding', encoding, '--iptux', version]
    const launch = async (): Promise<string> => {
      await call('iptux-peer', host, 'stop', '--kill')
      return await call('iptux-peer', host, 'start', ...words)
    }
    // Beside the remains of a crashed one the window sometimes does not come; the next one has a clean display.
    const started = Started.parse(JSON.parse(await launch().catch(launch)))
    const drive = (verb: string, ...more: readonly string[]) =>
      start(PYTHON, [join(import.meta.dirname, 'iptux.py'), folder, host, verb, ...more], 'pipe', {
        LAN_NAME: env.LAN_NAME,
      })
    return {
      ip: started.ip,
      version: started.version,
      downloads: started.received,
      startedIn: (started.seconds.total_ready - started.seconds['xvfb+dbus']) * 1000,
      async listsUntil(done, limit) {
        const began = performance.now()
        const child = drive('list')
        let last: unknown
        const late = setTimeout(() => child.kill('SIGKILL'), limit)
        try {
          for await (const line of jsonLines(child)) {
            last = line
            if (done(Listed.parse(line))) return performance.now() - began
          }
        } finally {
          clearTimeout(late)
          await end(child, 'SIGKILL')
        }
        throw new Error(`iptux ${started.version} listed ${JSON.stringify(last)} after ${limit} ms`)
      },
      information: (ip) => outputOf(drive('information', ip)),
      sendAll: async (ip, texts) => void (await outputOf(drive('send-all', ip), JSON.stringify(texts))),
      received: async () => {
        const log = Logged.parse(JSON.parse(await call('iptux-peer', host, 'received-log')))
        // "Recevied" is how iptux spells it.
        return log
          .filter(({ head }) => head.startsWith('Recevied-From'))
          .map(({ text }) => text.replace('[STRING]', ''))
      },
      offer: async (ip, path, kind) =>
        void (await call('iptux-peer', host, kind === 'folder' ? 'send-dir' : 'send-file', ip, path)),
      async accept(ip) {
        // Exit code 7 says that one failed; which one is in the output.
        const ended = await finish(
          start(PYTHON, [join(folder, 'iptux-peer'), host, 'accept-file', ip, '--timeout', '50'], 'pipe', env),
        )
        if (ended.code !== 0 && ended.code !== 7) throw new Error(`iptux did not accept: ${ended.stderr}`)
        return Accepted.parse(JSON.parse(ended.stdout)).results
      },
      refuse: async (ip) => void (await call('iptux-peer', host, 'refuse-file', ip)),
      waiting: async (ip) =>
        z.array(z.unknown()).parse(JSON.parse(await call('iptux-peer', host, 'offers', ip))).length,
      terminate: async () => void (await outputOf(drive('terminate'))),
      transfers: async () => z.array(z.string()).parse(JSON.parse(await call('iptux-peer', host, 'transfers'))),
      stop: async () => void (await call('iptux-peer', host, 'stop')),
      kill: async () => void (await call('iptux-peer', host, 'stop', '--kill')),
    }
  }

  return {
    within,
    address: async (host) => (await lan('ip', host)).trim(),
    async datagram(host, to, bytes) {
      const [env = '', ...words] = [...within(host), PYTHON, '-c', DATAGRAM, to]
      const { code, stderr } = await finish(start(env, words, 'pipe'), Buffer.from(bytes).toString('hex'))
      if (code !== 0) throw new Error(`no datagram left ${host}: ${stderr}`)
    },
    startIptux,
    async hasCrashed(host) {
      const { running } = Status.parse(JSON.parse(await call('iptux-peer', host, 'status')))
      return !running || (await call('iptux-peer', host, 'app-log', CRASH)) !== ''
    },
    link: async (host, state) => void (await lan('link', host, state)),
    rate: async (host, limit) => void (await lan('rate', host, limit)),
    async capture(file, work) {
      await call('capture', 'start', 'gezi', 'net', file)
      try {
        await work()
      } finally {
        await call('capture', 'stop', 'gezi')
      }
      return await readFile(file)
    },
    async close() {
      for (let host = 1; host <= hosts; host++) await call('iptux-peer', `h${host}`, 'stop', '--kill')
      await lan('down')
      removeState(env.LAN_NAME)
    },
  }
}
