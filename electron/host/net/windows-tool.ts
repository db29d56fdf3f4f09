import { win32 } from 'node:path'

/** A tool of Windows itself by its whole path: a bare name would be looked for in the folder that the program was started in, too. */
export const windowsTool = (name: string, env: NodeJS.ProcessEnv = process.env): string =>
  win32.join(env.SystemRoot || 'C:\\Windows', 'System32', `${name}.exe`)
