import { type BrowserWindow, Menu } from 'electron'
import { contextTemplate } from './context-template.ts'
import type { Words } from './words.ts'

export function offerContextMenu(window: BrowserWindow, words: Words): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, place) => {
    const template = contextTemplate(place, words.shell, {
      replace: (word) => webContents.replaceMisspelling(word),
      learn: (word) => void webContents.session.addWordToSpellCheckerDictionary(word),
    })
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
  })
}
