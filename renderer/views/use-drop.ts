/** Files that are dropped on a chat, a person or a chat in the list (`data-drop`), or pasted, wait in that chat's composer. */
import { useEffect } from 'react'
import { canSendFolders } from '../platform.ts'
import { openChat } from '../state/actions.ts'
import { attachFiles, attachProblem } from '../state/attachments.ts'
import { now, set } from '../state/store.ts'

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') ?? false

function targetOf(event: DragEvent): string | undefined {
  if (now().dialog !== undefined || !(event.target instanceof Element)) return undefined
  return event.target.closest('[data-drop]')?.getAttribute('data-drop') ?? undefined
}

/** A browser hands over a folder as its entries only, which the host would have to put together again: it says so instead. */
function attach(chat: string, data: DataTransfer): void {
  const files: File[] = []
  for (const item of data.items) {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (file === null) continue
    if (!canSendFolders && item.webkitGetAsEntry()?.isDirectory === true)
      attachProblem(chat, file.name, 'folder', 'folder')
    else files.push(file)
  }
  attachFiles(chat, files)
}

const show = (target: string | undefined): void => {
  if (now().dropTarget !== target) set({ dropTarget: target })
}

/** A page left to itself would open a dropped file in place of the messenger. */
export function useDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      const target = targetOf(event)
      event.dataTransfer.dropEffect = target === undefined ? 'none' : 'copy'
      show(target)
    }
    const leave = (event: DragEvent): void => {
      // Only when the pointer leaves the window; between elements the next "over" tells.
      if (event.relatedTarget === null) show(undefined)
    }
    const drop = (event: DragEvent): void => {
      show(undefined)
      if (!hasFiles(event.dataTransfer)) return
      event.preventDefault()
      const target = targetOf(event)
      if (target === undefined) return
      attach(target, event.dataTransfer)
      void openChat(target)
    }
    window.addEventListener('dragenter', over)
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', over)
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
}

/** Names that systems give to a picture in the clipboard: all the same, and nobody's own. */
const anonymous = /^image\.(png|jpe?g|gif|webp|bmp)$/i

/**
 * The files of a paste, or nothing when it is a text: office programs put a picture of the text beside it. Pictures without a name of
 * their own are called by `nameOf` and their ending.
 */
export function pastedFiles(data: DataTransfer, nameOf: () => string): readonly File[] {
  const files = [...data.files]
  // Pictures that were copied as files have names of their own, and on Linux a text with their addresses.
  if (files.every((file) => anonymous.test(file.name)) && data.types.includes('text/plain')) return []
  return files.map((file) => {
    const ending = anonymous.exec(file.name)?.[1]
    return ending === undefined ? file : new File([file], `${nameOf()}.${ending}`, { type: file.type })
  })
}
