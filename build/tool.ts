/** Programs of node_modules as children of a command of the project: with its output, and ended with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const modules = join(root, 'node_modules')

export interface ToolOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds after which it is ended. */
  readonly limit?: number
  /** Receives what it says instead of our own output. */
  readonly listen?: (text: string) => void
}

/** Runs a script below node_modules; its exit code, undefined when it did not end by itself within the limit. */
export async function runTool(
  script: string,
  words: readonly string[],
  { env = {}, limit, listen }: ToolOptions = {},
): Promise<number | undefined> {
  const output = listen === undefined ? 'inherit' : 'pipe'
  const child = spawn(process.execPath, [join(modules, script), ...words], {
    cwd: root,
    stdio: ['ignore', output, output],
    detached: true,
    env: { ...process.env, ...env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` },
  })
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => listen?.(text))
  follow(child)
  const late = limit === undefined ? undefined : setTimeout(() => end(child, 'SIGKILL'), limit)
  const code = await new Promise<number | null>((settle) => {
    child.once('error', (error) => {
      console.error(error.message)
      settle(1)
    })
    child.once('close', settle)
  })
  clearTimeout(late)
  running.delete(child)
  return code ?? undefined
}

/** `npm test` and the like run vitest by this. */
export const runVitest = (words: readonly string[], options?: ToolOptions): Promise<number | undefined> =>
  runTool('vitest/vitest.mjs', ['run', ...words], options)

const running = new Set<ChildProcess>()

/** A tool has a process group of its own, which goes down with us. */
function follow(child: ChildProcess): void {
  if (!following) process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  following = true
  running.add(child)
}

let following = false

function interrupted(signal: NodeJS.Signals): void {
  for (const child of running) end(child, signal)
  process.exit(130)
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal) // no process groups here (Windows)
  }
}
