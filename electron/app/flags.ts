/** The command line of the desktop application. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Task } from './tasks.ts'

export interface Flags {
  /** Folder of history, settings and window state; undefined for the platform's own. */
  readonly data: string | undefined
  /** Local address to bind: the demo and the tests put several Gezis on one computer this way. */
  readonly bind: string | undefined
  /** Addresses and ranges that are greeted besides those of the settings. */
  readonly peers: readonly string[]
  /** A policy file to try out, where the computer has none. */
  readonly policy: string | undefined
  /** Takes the place of the project's key for updates, in a program that is not packed. */
  readonly updateKey: string | undefined
  /** What a second start, or this one, is to do. */
  readonly task: Task | undefined
  /** Without a window, where there is a tray to open it from. */
  readonly hidden: boolean
}

/**
 * Unknown flags belong to Chromium or to a debugger and are left alone. A relative folder is relative to `cwd`. `--` is for Chromium, which
 * reads nothing behind it: gezi.cmd writes it before all its words, also when they are flags of ours.
 */
export function parseFlags(argv: readonly string[], cwd: string): Flags {
  const { values } = parseArgs({
    args: argv.filter((word) => word !== '--'),
    options: {
      data: { type: 'string' },
      bind: { type: 'string' },
      peer: { type: 'string', multiple: true },
      policy: { type: 'string' },
      'update-key': { type: 'string' },
      hidden: { type: 'boolean' },
      task: { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  })
  // Without `strict` a flag at the end of the line is `true` instead of a text.
  const text = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return {
    data: text(values.data) ? resolve(cwd, values.data) : undefined,
    bind: text(values.bind) ? values.bind : undefined,
    peers: (Array.isArray(values.peer) ? values.peer : []).filter(text),
    policy: text(values.policy) ? resolve(cwd, values.policy) : undefined,
    updateKey: text(values['update-key']) ? values['update-key'] : undefined,
    hidden: values.hidden === true,
    task: Task.safeParse(values.task).data,
  }
}

/** The same command line with another data folder in it. */
export function withFolder(argv: readonly string[], chosen: string): string[] {
  const kept = argv.filter(
    (argument, index) => argument !== '--data' && !argument.startsWith('--data=') && argv[index - 1] !== '--data',
  )
  return [...kept, `--data=${chosen}`]
}
