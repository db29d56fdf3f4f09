/**
 * The ways into Gezi that lie outside of its window: keys that work everywhere, the menu bar, the right mouse button, and the tasks that the
 * task bar, the dock or a second start ask for. They follow the settings and the user's language.
 */
import { app } from 'electron'
import type { Client } from '../../shared/api/connect.ts'
import type { Snapshot } from '../../shared/model/change.ts'
import { endOf } from '../../shared/model/quiet.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { commandsFor } from './commands.ts'
import { offerContextMenu } from './context-menu.ts'
import { handleGlobalKeys } from './global-keys.ts'
import { installMenu } from './menu.ts'
import { handleSpelling } from './spelling.ts'
import { createTaskList } from './task-list.ts'
import type { Task } from './tasks.ts'
import { whenItDiffers } from './when-it-differs.ts'
import type { AppWindow } from './window.ts'
import type { Words } from './words.ts'

export interface SurroundingsParts {
  readonly platform: NodeJS.Platform
  readonly words: Words
  /** The data folder, when the command line named it. */
  readonly data: string | undefined
  log(line: string): void
}

export interface Surroundings {
  /** The host is open; `client` calls it. */
  connect(client: Client): void
  /** After `words` have the language of these settings. */
  update(state: Snapshot): void
  /** What waits for the host waits until there is one. */
  run(task: Task): void
}

export function createSurroundings(
  { window, raise }: AppWindow,
  { platform, words, data, log }: SurroundingsParts,
): Surroundings {
  const { webContents } = window
  const tell = commandsFor(webContents)
  const spelling = handleSpelling(webContents, platform)
  offerContextMenu(window, words)
  const open = (command: Parameters<typeof tell>[0]): void => {
    raise()
    tell(command)
  }
  // A picture of the screen is taken without the window in it.
  const keys = handleGlobalKeys(window, (purpose) => (purpose === 'raise' ? raise() : tell('capture')))
  let client: Client | undefined
  let waiting: Task[] = []

  const run = (task: Task): void => {
    switch (task) {
      case 'new-message':
        open('new-message')
        break
      case 'quit':
        app.quit()
        break
      case 'quiet':
      case 'disturb':
        if (client === undefined) waiting.push(task)
        else void setQuiet(client, task === 'quiet' ? endOf('always', Date.now()) : 0)
    }
  }
  const setQuiet = async (host: Client, quietUntil: number): Promise<void> => {
    const changed = await host.call('setSettings', { quietUntil })
    if (!changed.ok) log(`setting not changed: ${changed.error.code}`)
  }
  const taskList = createTaskList(platform, words, data, run)
  installMenu(platform, words, open)

  const spell = whenItDiffers(spelling.follow, ({ spellCheck, spellLanguage, language }) =>
    [spellCheck, spellLanguage, language].join(' '),
  )
  const menu = whenItDiffers((_language: Settings['language']) => installMenu(platform, words, open))
  const list = whenItDiffers(
    ({ quiet }: { readonly quiet: boolean; readonly language: Settings['language'] }) => taskList.show(quiet),
    ({ quiet, language }) => `${language} ${quiet}`,
  )
  return {
    connect(opened) {
      client = opened
      const came = waiting
      waiting = []
      for (const task of came) run(task)
    },
    update({ settings, about }) {
      const isOff = about.policy?.off.includes('screen-capture') === true
      keys.follow({ capture: isOff ? undefined : settings.captureKeys, raise: settings.raiseKeys })
      spell(settings)
      menu(settings.language)
      list({ quiet: settings.quietUntil > Date.now(), language: settings.language })
    },
    run,
  }
}
