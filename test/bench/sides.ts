/** Processes of a bench that answer in lines. */
import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** A transfer that takes longer does not work. */
export const LIMIT = 300_000
const MAX_OUTPUT = 2 ** 20

/** Runs a command to its end; its last line of output. */
export async function finish(command: readonly string[]): Promise<string> {
  const [program = '', ...words] = command
  const { stdout } = await run(program, words, { timeout: LIMIT, maxBuffer: MAX_OUTPUT })
  return stdout.trim().split('\n').at(-1) ?? ''
}

export interface Side {
  /** Writes a line and resolves with the answer. */
  ask(line: string): Promise<string>
  /** Ends it; its last line. */
  stop(): Promise<string>
}

/** Starts a serving side and waits until it is ready. */
export async function start(command: readonly string[]): Promise<Side> {
  const [program = '', ...words] = command
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { value } = await lines.next()
  if (value === undefined) throw new Error(`did not start: ${command.join(' ')}`)
  const next = async (): Promise<string> => {
    const line = await lines.next()
    return line.done === true ? '' : line.value
  }
  return {
    ask(line) {
      child.stdin.write(`${line}\n`)
      return next()
    },
    async stop() {
      child.stdin.end()
      const last = await next()
      await ended
      return last
    },
  }
}
