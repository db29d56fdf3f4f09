/**
 * What can be done with Gezi without its window: from the jump list of Windows' task bar, the dock of macOS, and the launchers of Linux
 * (build/package/desktop-actions.ts). Windows and Linux start the program once more, with the task on its command line; the one that runs hears of it.
 */
import { z } from 'zod'

export const Task = z.enum(['new-message', 'quiet', 'disturb', 'quit'])
export type Task = z.infer<typeof Task>

export interface ShownTask {
  readonly task: Task
  readonly title: string
}

/** The key of its words below `shell.`. */
export type TaskWord = 'task_new_message' | 'task_quiet' | 'task_disturb' | 'task_quit'

export const taskWords: Readonly<Record<Task, TaskWord>> = {
  'new-message': 'task_new_message',
  quiet: 'task_quiet',
  disturb: 'task_disturb',
  quit: 'task_quit',
}

/** `quiet`: do-not-disturb was switched on by hand. The dock of macOS has its own way to quit. */
export const shownTasks = (
  quiet: boolean,
  platform: NodeJS.Platform,
  say: (key: TaskWord) => string,
): readonly ShownTask[] =>
  (['new-message', quiet ? 'disturb' : 'quiet', ...(platform === 'darwin' ? [] : ['quit' as const])] as const).map(
    (task) => ({ task, title: say(taskWords[task]) }),
  )

/** As Windows wants them; `data` is the folder that the command line named, so that the same Gezi hears of it. */
export const jumpList = (shown: readonly ShownTask[], executable: string, data: string | undefined): Electron.Task[] =>
  shown.map(({ task, title }) => ({
    program: executable,
    arguments: [`--task=${task}`, ...(data === undefined ? [] : [`--data="${data.replace(/\\+$/, '$&$&')}"`])].join(
      ' ',
    ),
    iconPath: executable,
    iconIndex: 0,
    title,
    description: title,
  }))
