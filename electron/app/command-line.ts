/** `gezi send …`: when the words after the program's name are a command, and not the flags of the desktop application. */

const COMMAND = /^[a-z][a-z-]*$/
const HELP: readonly string[] = ['--help', '-h']
/** An AppImage puts it in front of everything, on systems where it cannot have a sandbox. */
const OF_APPIMAGE = '--no-sandbox'

/**
 * The command and what belongs to it; undefined when the application is to start. A first `--` comes from the scripts in
 * build/package/bin: what follows it Chromium does not read, so that no text of a message can be a flag of Chromium's. Files and addresses
 * that a desktop hands over are no commands.
 */
export function commandWords(argv: readonly string[]): readonly string[] | undefined {
  const given = argv[0] === OF_APPIMAGE ? argv.slice(1) : argv
  const words = given[0] === '--' ? given.slice(1) : given
  const [first = ''] = words
  return COMMAND.test(first) || HELP.includes(first) ? words : undefined
}
