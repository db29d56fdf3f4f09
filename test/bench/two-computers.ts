/** Two network namespaces with a cable between them, made for a bench and removed after it; loopback addresses where that is not allowed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Computer {
  readonly address: string
  /** Further addresses of the same computer. */
  readonly others: readonly string[]
  /** What goes before a command that is to run on it. */
  readonly within: readonly string[]
}

export interface TwoComputers {
  readonly sender: Computer
  readonly receiver: Computer
  /** How they are connected, for the reader. */
  readonly cable: string
  remove(): Promise<void>
}

/** So many people fetch at once. */
const CROWD = 40

const loopback: TwoComputers = {
  sender: { address: '127.86.1.1', others: [], within: [] },
  receiver: {
    address: '127.86.2.1',
    others: Array.from({ length: CROWD }, (_, index) => `127.86.2.${index + 2}`),
    within: [],
  },
  cable: 'loopback: no namespaces here',
  remove: async () => undefined,
}

export async function connectTwo(): Promise<TwoComputers> {
  if (process.platform !== 'linux') return loopback
  const names = ['s', 'r'].map((side) => `gezi-bench-${process.pid}-${side}`)
  const [left, right] = [names[0] ?? '', names[1] ?? '']
  const [sender, receiver] = ['10.86.0.1', '10.86.1.1']
  const others = Array.from({ length: CROWD }, (_, index) => `10.86.1.${index + 2}`)
  const remove = async () => {
    for (const name of names) await run('ip', ['netns', 'delete', name]).catch(() => undefined)
  }
  try {
    for (const name of names) await run('ip', ['netns', 'add', name])
    await run('ip', ['-n', left, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', right])
    await run('ip', ['-n', left, 'address', 'add', `${sender}/16`, 'dev', 'cable'])
    for (const address of [receiver, ...others]) {
      await run('ip', ['-n', right, 'address', 'add', `${address}/16`, 'dev', 'cable'])
    }
    for (const name of names) {
      await run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
      await run('ip', ['-n', name, 'link', 'set', 'cable', 'up'])
    }
  } catch {
    await remove()
    return loopback
  }
  const within = (name: string) => ['ip', 'netns', 'exec', name]
  return {
    sender: { address: sender, others: [], within: within(left) },
    receiver: { address: receiver, others, within: within(right) },
    cable: 'two namespaces, one veth pair',
    remove,
  }
}
