/**
 * A switch with computers on it, each a network namespace with an Ethernet of its own: what loopback cannot carry, broadcasts and multicasts,
 * crosses it. The namespaces have no names and are held by processes: nothing is left behind when the test is killed.
 */
import { execFileSync } from 'node:child_process'
import { start } from './gezi.ts'

export interface Computer {
  readonly address: string
  /** What goes before a command that is to run there. */
  readonly within: readonly string[]
  /** Runs a command there, words separated by spaces. */
  readonly run: (...commands: readonly string[]) => void
  /** Keeps it apart from the others that are kept apart, as an access point does with its guests. */
  readonly isolate: (isolated: boolean) => void
}

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

export const BROADCAST = '10.25.0.255'

/** Computers 10.25.0.1, .2 and so on. */
export async function plugIn(count: number): Promise<readonly Computer[]> {
  const hub = await hold()
  run(hub, 'ip link add hub type bridge', 'ip link set hub up')
  const computers: Computer[] = []
  for (let number = 1; number <= count; number++) {
    const holder = await hold()
    const address = `10.25.0.${number}`
    run(
      hub,
      `ip link add port${number} master hub type veth peer name lan0 netns ${holder}`,
      `ip link set port${number} up`,
    )
    run(
      holder,
      'ip link set lo up',
      `ip address add ${address}/24 broadcast ${BROADCAST} dev lan0`,
      'ip link set lan0 up',
    )
    computers.push({
      address,
      within: enter(holder),
      run: (...commands) => run(holder, ...commands),
      isolate: (isolated) => run(hub, `bridge link set dev port${number} isolated ${isolated ? 'on' : 'off'}`),
    })
  }
  return computers
}

const enter = (holder: number): readonly string[] => ['nsenter', '--target', String(holder), '--net', '--']

function run(holder: number, ...commands: readonly string[]): void {
  for (const command of commands) {
    const [tool = '', ...words] = [...enter(holder), ...command.split(' ')]
    execFileSync(tool, words, { stdio: 'pipe' })
  }
}

/** A process in a network of its own; its number. Ended by `endAll`. */
function hold(): Promise<number> {
  const child = start('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'])
  return new Promise((settle, fail) => {
    child.once('exit', (code) => fail(new Error(`no namespace: ${code}`)))
    child.stdout?.once('data', () => settle(child.pid ?? 0))
  })
}
