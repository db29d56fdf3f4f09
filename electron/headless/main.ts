/** Gezi without Electron: the same host, its page in any browser. Prints one line of JSON when it is ready, and sentences when it cannot. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { PolicyView } from '../../shared/model/policy.ts'
import type { StartProblem } from '../../shared/model/start-problem.ts'
import type { Network } from '../../shared/model/state.ts'
import { assertNever, err, ok, type Result } from '../../shared/result.ts'
import { openHost } from '../host/host.ts'
import type { Host } from '../host/host-options.ts'
import { createLog, type Log } from '../host/log.ts'
import { type Flags, parseFlags, usage } from './flags.ts'
import { openPageServer, type PageServer } from './server.ts'

const EXIT_CANNOT_START = 1
const EXIT_USAGE = 2

interface Running {
  readonly host: Host
  readonly page: PageServer | undefined
}

async function main(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(argv, process.cwd())
  if (!flags.ok) {
    console.error(`${flags.error} (--help tells more)`)
    return EXIT_USAGE
  }
  if (flags.value === 'help') {
    console.log(usage)
    return 0
  }
  // Asked for at once: a signal during the start must end it as cleanly as a later one.
  const told = signalled()
  const log = createLog({ folder: join(flags.value.data, 'logs'), now: Date.now })
  endOnBugs(log)
  const started = await start(flags.value, log)
  if (!started.ok) {
    console.error(started.error)
    return EXIT_CANNOT_START
  }
  const { host, page } = started.value
  console.log(JSON.stringify({ ready: true, pid: process.pid, udp: host.udp, ui: page?.url ?? null }))
  await told
  await page?.close()
  await host.close()
  return 0
}

async function start(flags: Flags, log: Log): Promise<Result<Running, string>> {
  const { ui, ...options } = flags
  const opened = await openHost({
    ...options,
    version: version(),
    platform: process.platform,
    capabilities: ['uploads'],
    log,
  })
  if (!opened.ok) return err(problemSentence(opened.error.code, flags.data, opened.error.detail))
  const host = opened.value
  const refuse = async (sentence: string): Promise<Result<Running, string>> => {
    await host.close()
    return err(sentence)
  }
  const problem = host.policy?.problem
  if (problem !== undefined) console.error(policySentence(problem))
  const network = host.network()
  // Later on such a network is tried again and again; who starts a program by hand or by a script wants to know now.
  if (network.state === 'failed') return refuse(networkSentence(network))
  if (ui === undefined) return ok({ host, page: undefined })
  const page = await openPageServer({
    ...ui,
    page: builtPage(),
    onChannel: (channel) => host.serve(channel),
    upload: host.upload,
    picture: host.picture,
    download: host.download,
  })
  return page.ok ? ok({ host, page: page.value }) : refuse(pageSentence(ui.address, ui.port, page.error.code))
}

/** Resolves at the first SIGTERM or SIGINT. A second one, from somebody who has no patience, ends the program as usual. */
function signalled(): Promise<void> {
  return new Promise((settle) => {
    const stop = (): void => {
      process.off('SIGTERM', stop).off('SIGINT', stop)
      settle()
    }
    process.on('SIGTERM', stop).on('SIGINT', stop)
  })
}

/** A bug that nobody caught leaves a state that nobody knows: what is committed is safe, so the program ends and says where to look. */
function endOnBugs(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.write('error', error.stack ?? error.message)
    console.error('Gezi ended because of an error of its own; the log has the details.')
    process.exit(1)
  })
  // Who reads our only line may close the pipe after it.
  process.stdout.on('error', () => {})
}

/** Beside the bundle, or where the build puts it when this file runs unbuilt. */
const builtPage = (): string | undefined =>
  ['../renderer', '../../dist/renderer']
    .map((path) => resolve(import.meta.dirname, path))
    .find((path) => existsSync(join(path, 'index.html')))

function version(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

function problemSentence(code: StartProblem, folder: string, detail: string): string {
  switch (code) {
    case 'data-folder-unreadable':
      return `The data folder ${folder} cannot be read and written: ${detail}`
    case 'data-folder-in-use':
      return `The data folder ${folder} is in use by another Gezi.`
    case 'database-newer':
      return `The history in ${folder} belongs to a newer version of Gezi; it was left as it is.`
    case 'database-damaged':
      return `The history in ${folder} is damaged and could not be saved: ${detail}`
    case 'disk-full':
      return `The disk of ${folder} is full.`
    case 'other':
      return `The data folder ${folder} cannot be opened: ${detail}`
    default:
      return assertNever(code)
  }
}

const policySentence = ({ path, detail }: NonNullable<PolicyView['problem']>): string =>
  `The policy ${path} cannot be used (${detail}): until it is mended, everything that it may decide is locked or switched off.`

function networkSentence({ reason, address, port, detail, holder }: Extract<Network, { state: 'failed' }>): string {
  switch (reason) {
    case 'port-in-use':
      return `UDP port ${port} of ${address} is used by ${typeof holder === 'object' ? holder.program : 'another program'}: end it, choose another with --port, or be a guest on one that is free with --guest.`
    case 'port-denied':
      return `The system does not allow Gezi to use UDP port ${port} of ${address}${holder === 'reserved' ? ': it keeps the port for itself, as Hyper-V and WSL make Windows do' : ''}.`
    case 'address-missing':
      return `${address} is not an address of this computer.`
    case 'other':
      return `UDP port ${port} of ${address} cannot be opened: ${detail}`
    default:
      return assertNever(reason)
  }
}

function pageSentence(address: string, port: number, code: string): string {
  if (code === 'EADDRINUSE') return `Port ${port} of ${address}, for the page, is used by another program.`
  if (code === 'EADDRNOTAVAIL') return `${address}, for the page, is not an address of this computer.`
  return `The page cannot be served on ${address}:${port}: ${code}`
}

process.exit(await main(process.argv.slice(2)))
