import type { Command } from './command.ts'
import { history } from './commands/history.ts'
import { peers } from './commands/peers.ts'
import { search } from './commands/search.ts'
import { send } from './commands/send.ts'
import { set } from './commands/set.ts'
import { status } from './commands/status.ts'
import { watch } from './commands/watch.ts'

/** In the order of the help text. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['status', status],
  ['peers', peers],
  ['send', send],
  ['history', history],
  ['search', search],
  ['watch', watch],
  ['set', set],
])
