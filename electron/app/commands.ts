/** What was chosen in a menu of the system, or came with the command line, and is the page's to do. */
import type { WebContents } from 'electron'
import { bridgeChannels, type ShellCommand } from '../../shared/api/bridge.ts'
import { isOurPage } from './port.ts'

/** A page that never comes must not be given a hundred dialogs when it does. */
const MAX_WAITING = 3

/** Returns what gives the page a command; those that come before the page is there wait for it. */
export function commandsFor(contents: WebContents): (command: ShellCommand) => void {
  let waiting: ShellCommand[] | undefined = []
  const send = (command: ShellCommand): void => {
    if (!contents.isDestroyed()) contents.send(bridgeChannels.command, command)
  }
  contents.ipc.on(bridgeChannels.commandsWanted, (event) => {
    if (!isOurPage(contents, event)) return
    const came = waiting ?? []
    waiting = undefined
    for (const command of came) send(command)
  })
  contents.on('render-process-gone', () => {
    waiting = []
  })
  return (command) => {
    if (waiting === undefined) send(command)
    else if (waiting.length < MAX_WAITING) waiting.push(command)
  }
}
