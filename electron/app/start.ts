/**
 * Where the program begins: it is the command line, or the desktop application. Electron evaluates this module before it looks for a
 * display, so a command needs none, and it ends with its own exit code before anything of a desktop exists. Each of the two is a bundle of
 * its own, beside this one, and a command does not wait for the other's million bytes.
 */
import { app } from 'electron'
import { commandWords } from './command-line.ts'

/** Whole output first: on Windows a pipe is written to later. */
const written = (stream: NodeJS.WriteStream): Promise<void> => new Promise((settle) => stream.write('', () => settle()))

// Run from its sources, Electron's own first word is the folder of the application; there `npm run cli` is the command line.
const words = app.isPackaged ? commandWords(process.argv.slice(1)) : undefined
const load = (bundle: string): Promise<unknown> => import(new URL(bundle, import.meta.url).href)

/** Resolves with the exit code. A bug is a line and a code, as with every other command, and never a box on somebody's screen. */
async function run(words: readonly string[]): Promise<number> {
  const bundle = '../cli/main.js'
  // As Node would have it: the program, its script, its words.
  process.argv.splice(1, process.argv.length, bundle, ...words)
  const failed = await load(bundle).then(
    () => false,
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error)
      return true
    },
  )
  await written(process.stdout)
  await written(process.stderr)
  return failed ? 1 : Number(process.exitCode ?? 0)
}

if (words === undefined) await load('../main/main.js')
else process.exit(await run(words))
