/**
 * Files between page and host. A page holds `File` objects of what the user dropped, pasted or picked; the preload script turns them into
 * paths, which come here and go on to the host. The page gets tokens.
 */
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { app, type BrowserWindow, dialog, type NativeImage, shell, type WebContents } from 'electron'
import { z } from 'zod'
import {
  bridgeChannels,
  type FilePick,
  filePicks,
  MAX_PASTED,
  type SavePlace,
  type StageResult,
} from '../../shared/api/bridge.ts'
import { MAX_OFFER_ITEMS } from '../../shared/api/contract.ts'
import { safeName } from '../../shared/model/safe-name.ts'
import type { Desktop } from '../host/file-methods.ts'
import type { Host } from '../host/host-options.ts'
import { fileIcon } from './icons.ts'
import { isOurPage } from './port.ts'

/** What a path of a file on the desktop can be, with room. */
const MAX_PATH = 4_096
/** No file system has longer names. */
const MAX_NAME = 255

const Paths = z.array(z.string().min(1).max(MAX_PATH)).min(1).max(MAX_OFFER_ITEMS)
const Pick = z.enum(filePicks)
const Pasted = z.tuple([z.string().min(1).max(MAX_NAME), z.instanceof(Uint8Array)])

const properties: Readonly<Record<FilePick, Electron.OpenDialogOptions['properties']>> = {
  files: ['openFile', 'multiSelections'],
  folder: ['openDirectory'],
  target: ['openDirectory', 'createDirectory'],
}

export const desktopOf = (contents: WebContents): Desktop => ({
  open: async (path) => (await shell.openPath(path)) === '',
  async show(path) {
    shell.showItemInFolder(path)
    return true
  },
  async drag(path) {
    const icon = await iconOf(path)
    if (contents.isDestroyed()) return false
    contents.startDrag({ file: path, icon })
    return true
  },
})

/** Under the mouse: the icon of the file's kind. What is in the file is never looked at: it came from somebody else. */
async function iconOf(path: string): Promise<NativeImage> {
  const icon = await app.getFileIcon(path).catch(() => undefined)
  // macOS drags nothing with an empty one, and Linux desktops without a theme of icons have none.
  return icon === undefined || icon.isEmpty() ? fileIcon() : icon
}

/** Answers the preload script. `host` is undefined while the data folder cannot be opened. */
export function handleFiles(window: BrowserWindow, host: () => Promise<Host | undefined>): void {
  const contents = window.webContents
  const refused: StageResult = { ok: false, error: 'not-allowed' }

  async function stage(paths: readonly string[], as: 'offer' | 'target'): Promise<StageResult> {
    const staged = await (await host())?.stage(paths, as)
    if (staged === undefined) return refused
    return staged.ok ? staged : { ok: false, error: staged.error.code }
  }

  contents.ipc.handle(bridgeChannels.stageFiles, async (event, given: unknown): Promise<StageResult> => {
    const paths = Paths.safeParse(given)
    return isOurPage(contents, event) && paths.success ? stage(paths.data, 'offer') : refused
  })
  contents.ipc.handle(bridgeChannels.stageBytes, async (event, ...given: unknown[]): Promise<StageResult> => {
    const pasted = Pasted.safeParse(given)
    const running = isOurPage(contents, event) && pasted.success ? await host() : undefined
    if (running === undefined || !pasted.success) return refused
    const [name, bytes] = pasted.data
    if (bytes.length > MAX_PASTED) return { ok: false, error: 'too-large' }
    const taken = await running.upload(safeName(name), bytes.length, Readable.from([bytes], { objectMode: false }))
    return taken.ok ? { ok: true, value: [taken.value] } : taken
  })
  contents.ipc.handle(bridgeChannels.pickSaveAs, async (event, given: unknown): Promise<SavePlace | undefined> => {
    if (!isOurPage(contents, event) || typeof given !== 'string') return undefined
    const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: safeName(given) })
    if (canceled || filePath === '') return undefined
    const staged = await stage([dirname(filePath)], 'target')
    const folder = staged.ok ? staged.value[0] : undefined
    return folder && { to: folder.token, saveAs: basename(filePath) }
  })
  contents.ipc.handle(bridgeChannels.pickFiles, async (event, given: unknown): Promise<StageResult> => {
    const wanted = Pick.safeParse(given)
    if (!isOurPage(contents, event) || !wanted.success) return refused
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: properties[wanted.data] ?? [] })
    if (canceled || filePaths.length === 0) return { ok: true, value: [] }
    return stage(filePaths, wanted.data === 'target' ? 'target' : 'offer')
  })
}
