/**
 * Networks for tests: switches with computers on them, each a network namespace with an Ethernet of its own: what loopback cannot carry,
 * broadcasts and multicasts, crosses them. The namespaces have no names and are held by processes: nothing is left behind when the test is killed.
 */
import { execFileSync } from 'node:child_process'
import { ready, start } from './gezi.ts'

/** A switch, or the air of one access point. */
export interface Lan {
  /** First three numbers of its network, a /24. */
  readonly prefix: string
  readonly bridge: string
}

/** A cable in a switch. */
export interface Cable {
  readonly address: string
  /** Keeps it apart from the others that are kept apart, as an access point does with its guests. */
  readonly isolate: (isolated: boolean) => void
  /** It is gone, and with it the interface. */
  readonly pull: () => void
}

export interface Machine {
  /** What goes before a command that is to run there. */
  readonly within: readonly string[]
  /** Runs commands there, words separated by spaces; what they print. */
  readonly run: (...commands: readonly string[]) => string
  /** Its firewall: nftables rules for what comes in, or is passed on; those of before are gone. */
  readonly wall: (hook: 'input' | 'forward', ...rules: readonly string[]) => void
  /** An interface with the address of that number in the network. */
  readonly plug: (lan: Lan, number: number, name?: string) => Cable
}

export interface Site {
  readonly lan: (prefix: string) => Lan
  readonly machine: () => Promise<Machine>
}

export interface Computer extends Machine, Cable {}

/** Undefined where namespaces cannot be made: then `reason` says why. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only'
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'show', 'lo'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'network namespaces need root and the ip command'
  }
}

export function whyNoFirewall(): string | undefined {
  try {
    execFileSync('unshare', ['--net', 'nft', 'add', 'table', 'inet', 'wall'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'nft is not installed, or not allowed'
  }
}

export const BROADCAST = '10.25.0.255'

export async function openSite(): Promise<Site> {
  const hub = await hold()
  let cables = 0
  let lans = 0
  return {
    lan(prefix) {
      const bridge = `hub${++lans}`
      run(hub, `ip link add ${bridge} type bridge`, `ip link set ${bridge} up`)
      return { prefix, bridge }
    },
    async machine() {
      const holder = await hold()
      run(holder, 'ip link set lo up')
      return {
        within: enter(holder),
        run: (...commands) => run(holder, ...commands),
        wall(hook, ...rules) {
          const chain = `chain ${hook} {\n type filter hook ${hook} priority 0;\n ${rules.join('\n ')}\n}`
          const [tool = '', ...words] = [...enter(holder), 'nft', '-f', '-']
          execFileSync(tool, words, { input: `flush ruleset\ntable inet wall {\n${chain}\n}\n`, stdio: 'pipe' })
        },
        plug({ prefix, bridge }, number, name = 'lan0') {
          const port = `port${++cables}`
          run(
            hub,
            `ip link add ${port} master ${bridge} type veth peer name ${name} netns ${holder}`,
            `ip link set ${port} up`,
          )
          run(
            holder,
            `ip address add ${prefix}.${number}/24 broadcast ${prefix}.255 dev ${name}`,
            `ip link set ${name} up`,
          )
          return {
            address: `${prefix}.${number}`,
            isolate: (isolated) => run(hub, `bridge link set dev ${port} isolated ${isolated ? 'on' : 'off'}`),
            pull: () => run(hub, `ip link delete ${port}`),
          }
        },
      }
    },
  }
}

/** Computers 10.25.0.1, .2 and so on, on one switch. */
export async function plugIn(count: number): Promise<readonly Computer[]> {
  const site = await openSite()
  const lan = site.lan('10.25.0')
  const machines = await Promise.all(Array.from({ length: count }, site.machine))
  return machines.map((machine, index) => ({ ...machine, ...machine.plug(lan, index + 1) }))
}

const enter = (holder: number): readonly string[] => ['nsenter', '--target', String(holder), '--net', '--']

function run(holder: number, ...commands: readonly string[]): string {
  const printed = commands.map((command) => {
    const [tool = '', ...words] = [...enter(holder), ...command.split(' ')]
    return execFileSync(tool, words, { stdio: 'pipe', encoding: 'utf8' })
  })
  return printed.join('')
}

/** A process in a network of its own; its number. Ended by `endAll`. */
async function hold(): Promise<number> {
  const child = start('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'])
  await ready(child)
  return child.pid ?? 0
}
