/** The command line: asks the host that runs with a data folder. Exit codes and JSON are for scripts and do not change. */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { ok, type Result } from '../../shared/result.ts'
import { chosenFolder, usualFolder } from '../host/data-folder.ts'
import { type Command, exitCodes, type Failure, fail, type OptionValues, type Outcome } from './command.ts'
import { openSession } from './session.ts'
import { commands } from './table.ts'

const everybodys: ParseArgsOptionsConfig = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

const width = Math.max(...[...commands].map(([name, { usage }]) => name.length + usage.length)) + 1

const help = `usage: gezi COMMAND [--data DIR] [--json]     (from the sources: npm run --silent cli -- COMMAND …)

${[...commands].map(([name, { usage, summary }]) => `  ${`${name} ${usage}`.padEnd(width)}  ${summary}`).join('\n')}

It asks the Gezi that runs with the data folder DIR; without --data with that of the user. PEER is a name, an address or an id. Times in JSON ("at") are ISO 8601 in UTC, e.g. 2026-11-20T19:15:00.123Z; "direction" is in or out;
"state" is queued, sent, delivered, opened, failed or received; of a transfer offered, queued, running, paused, done, failed, declined or
cancelled. A text that begins with - comes after --.

Exit codes: 0 done; 1 refused or failed; 2 wrong usage; 3 no host runs with this data folder; 4 peer not found, or several (listed on
stderr); 5 not delivered in time; 130 interrupted.`

async function main(argv: readonly string[]): Promise<number> {
  const outcome = await run(argv)
  if (outcome.ok) return exitCodes.done
  console.error(outcome.error.sentence)
  return outcome.error.exit
}

async function run(argv: readonly string[]): Promise<Outcome> {
  const name = commandName(argv)
  const command = name === undefined ? undefined : commands.get(name)
  const parsed = parse(argv, command?.options ?? {})
  if (!parsed.ok) return parsed
  const { options, positionals } = parsed.value
  if (options.help === true) return said(help)
  if (name === undefined) return fail('usage', help)
  if (command === undefined) return fail('usage', `There is no command ${name} (--help lists them).`)
  const given = positionals.toSpliced(positionals.indexOf(name), 1)
  if (given.length < command.arguments.min || given.length > command.arguments.max) {
    return fail('usage', `usage: ${name} ${command.usage}`)
  }
  const { data } = options
  if (data === '') return fail('usage', '--data needs a folder.')
  const folder = typeof data === 'string' ? resolve(data) : usersFolder()
  return runCommand(command, folder, given, options)
}

/** The one that the desktop application opens. */
const usersFolder = (): string => chosenFolder(usualFolder(process.platform, process.env, homedir()))

async function runCommand(
  command: Command,
  folder: string,
  given: readonly string[],
  options: OptionValues,
): Promise<Outcome> {
  const session = await openSession(folder)
  if (!session.ok) return session
  if (command.untilInterrupted === true) interrupted = exitCodes.done
  const isJson = options.json === true
  const outcome = await command.run({
    session: session.value,
    arguments: given,
    options,
    output: { print: (json, lines) => write(isJson ? [JSON.stringify(json)] : lines()) },
  })
  session.value.client.close()
  return outcome
}

/**
 * The first word that names a command and is no option's value, whichever command it will turn out to be. An option that has a value
 * in one command and none in another (`--wait`) is read as having none: then its value is a word, and names no command.
 */
function commandName(argv: readonly string[]): string | undefined {
  const own = [...commands.values()].flatMap(({ options = {} }) => Object.entries(options))
  const plain = own.filter(([, { type }]) => type === 'boolean')
  const all: ParseArgsOptionsConfig = Object.fromEntries([...Object.entries(everybodys), ...own, ...plain])
  const { positionals } = parseArgs({ args: [...argv], options: all, strict: false, allowPositionals: true })
  return positionals.find((word) => commands.has(word)) ?? positionals[0]
}

function parse(
  argv: readonly string[],
  own: ParseArgsOptionsConfig,
): Result<{ readonly options: OptionValues; readonly positionals: readonly string[] }, Failure> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { ...everybodys, ...own },
      allowPositionals: true,
    })
    return ok({ options: values, positionals })
  } catch (error) {
    return fail(
      'usage',
      error instanceof Error ? `${error.message.split(/\. |\n/)[0]} (--help tells more).` : String(error),
    )
  }
}

function said(text: string): Outcome {
  write([text])
  return ok(undefined)
}

function write(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

let interrupted: number = exitCodes.interrupted
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `head` and others close the pipe when they have enough. A full disk is no such thing.
  if (error.code === 'EPIPE' || error.code === 'EOF') process.exit(exitCodes.done)
  console.error(`The output cannot be written: ${error.message}`)
  process.exit(exitCodes.refused)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(interrupted))
process.exitCode = await main(process.argv.slice(2))
