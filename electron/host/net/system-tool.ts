import { execFile } from 'node:child_process'
import { win32 } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A tool of Windows itself by its whole path: a bare name would be looked for in the folder that the program was started in, too. */
export const windowsTool = (name: string, env: NodeJS.ProcessEnv = process.env): string =>
  win32.join(env.SystemRoot || 'C:\\Windows', 'System32', `${name}.exe`)

/** What a tool of the system prints; empty where it fails, or takes longer than so many milliseconds. */
export const outputOf = (program: string, words: readonly string[], patience: number): Promise<string> =>
  run(program, [...words], { timeout: patience, windowsHide: true }).then(
    ({ stdout }) => stdout,
    () => '',
  )
