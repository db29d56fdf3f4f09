/** The tasks of electron/app/tasks.ts in the launchers of Linux desktops, in the words of the program itself. */
import type { LinuxConfiguration } from 'electron-builder'
import { type Task, taskWords } from '../../electron/app/tasks.ts'
import en from '../../renderer/locales/en.json' with { type: 'json' }
import ja from '../../renderer/locales/ja.json' with { type: 'json' }
import zhCN from '../../renderer/locales/zh-CN.json' with { type: 'json' }
import zhTW from '../../renderer/locales/zh-TW.json' with { type: 'json' }

/** A launcher does not know whether do-not-disturb is on: it offers to switch it on. */
const offered = ['new-message', 'quiet', 'quit'] as const satisfies readonly Task[]

const action = (task: Task): Readonly<Record<string, string>> => ({
  Name: en.shell[taskWords[task]],
  'Name[ja]': ja.shell[taskWords[task]],
  'Name[zh_CN]': zhCN.shell[taskWords[task]],
  'Name[zh_TW]': zhTW.shell[taskWords[task]],
  // Found on the path: /usr/bin/gezi of the package. Who integrates an AppImage puts its own path there.
  Exec: `gezi --task=${task}`,
})

export const desktopEntry: NonNullable<LinuxConfiguration['desktop']> = {
  entry: { Actions: `${offered.join(';')};` },
  desktopActions: Object.fromEntries(offered.map((task) => [task, action(task)])),
}
