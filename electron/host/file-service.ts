/** Keeps the TCP side on the port of the UDP side: opened when the network is there, tried again where another program holds it. */
import type { Network } from '../../shared/model/state.ts'
import type { Log } from './log.ts'

export interface FileService {
  /** The network changed. */
  follow(network: Network): void
  /** Resolves when what was begun is done, whatever came of it. */
  settled(): Promise<void>
  close(): void
}

/** As often as a socket is looked after (net/lan.ts): soon enough for who ends the other program, seldom enough for nobody to notice. */
const TRY_AGAIN_AFTER = 10_000

/** `publish` gets each state of the network, with what is wrong with the service. */
export function createFileService(
  listen: (port: number) => Promise<string | undefined>,
  log: Log,
  publish: (network: Network) => void,
): FileService {
  let latest: Network = { state: 'starting' }
  let problem: string | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  // One after another: two at once would fight for the port.
  let work: Promise<void> = Promise.resolve()

  const tell = (): void => {
    if (closed) return
    const noFiles = latest.state === 'online' && problem !== undefined ? { noFiles: problem } : {}
    publish({ ...latest, ...noFiles })
  }

  const open = async (): Promise<void> => {
    const { state } = latest
    if (closed || (state !== 'online' && state !== 'no-interface')) return
    const before = problem
    problem = await listen(latest.port)
    clearTimeout(timer)
    if (closed) return
    if (problem !== undefined) timer = setTimeout(again, TRY_AGAIN_AFTER)
    if (problem === before) return
    log.write(
      problem === undefined ? 'info' : 'warning',
      `files can ${problem === undefined ? 'be' : 'not be'} fetched${problem === undefined ? '' : `: ${problem}`}`,
    )
    tell()
  }

  const again = (): void => {
    work = work.then(open)
  }

  return {
    follow(network) {
      latest = network
      tell()
      again()
    },
    settled: () => work,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
