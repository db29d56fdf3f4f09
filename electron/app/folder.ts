/**
 * Which folder holds history and settings: the one of the command line, else the one that the user chose when the usual one could not be
 * used, else the platform's own. The choice is remembered in the platform's own folder.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'

const Choice = z.object({ data: z.string().refine(isAbsolute) })

const choiceFile = (usual: string): string => join(usual, 'data-folder.json')

export function chosenFolder(usual: string): string {
  try {
    return Choice.parse(JSON.parse(readFileSync(choiceFile(usual), 'utf8'))).data
  } catch {
    return usual
  }
}

export function rememberFolder(usual: string, chosen: string): void {
  mkdirSync(usual, { recursive: true })
  writeFileSync(choiceFile(usual), `${JSON.stringify({ data: chosen } satisfies z.infer<typeof Choice>)}\n`)
}

/** The same command line with another folder in it. */
export function withFolder(argv: readonly string[], chosen: string): string[] {
  const kept = argv.filter(
    (argument, index) => argument !== '--data' && !argument.startsWith('--data=') && argv[index - 1] !== '--data',
  )
  return [...kept, `--data=${chosen}`]
}
