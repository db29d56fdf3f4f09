/** Shows the tasks where the system has a place for them, again when their words or their number change. */
import { app, Menu } from 'electron'
import { jumpList, shownTasks, type Task } from './tasks.ts'
import type { Words } from './words.ts'

export interface TaskList {
  show(quiet: boolean): void
}

export function createTaskList(
  platform: NodeJS.Platform,
  words: Words,
  data: string | undefined,
  onTask: (task: Task) => void,
): TaskList {
  return {
    show(quiet) {
      const shown = shownTasks(quiet, platform, words.shell)
      if (platform === 'win32') app.setUserTasks(jumpList(shown, process.execPath, data))
      if (platform === 'darwin')
        app.dock?.setMenu(
          Menu.buildFromTemplate(shown.map(({ task, title }) => ({ label: title, click: () => onTask(task) }))),
        )
    },
  }
}
