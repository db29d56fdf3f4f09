/**
 * Hides whether the view runs in the Electron window or in a browser on the headless host's page. Everything else in this folder talks to
 * a Channel and knows neither.
 */
import type {
  Bridge,
  KeyPurpose,
  ProblemSolution,
  SavePlace,
  ShellCommand,
  Spelling,
  StageResult,
} from '../shared/api/bridge.ts'
import { mediaPath } from '../shared/api/media.ts'
import { StagedItem } from '../shared/model/transfer.ts'
import { err, ok, type Result } from '../shared/result.ts'

import { type Capture, capture } from './screen.ts'

declare global {
  interface Window {
    /** Put there by electron/preload; absent in a browser. */
    readonly gezi?: Bridge
  }
}

const bridge = window.gezi

/** The desktop program's part of what disturbs the user; undefined in a browser. */
export const desktop = bridge?.attention
/** Node's name of the operating system on which the desktop program runs. */
export const desktopSystem = bridge?.os

export const startProblem = bridge?.problem
export const isMac = (bridge?.os ?? navigator.platform.toLowerCase()).startsWith(
  bridge === undefined ? 'mac' : 'darwin',
)

/** A browser does not give out the paths of network shares: there they can be copied, not opened. */
export const canOpen = (type: 'web' | 'mail' | 'share'): boolean => type !== 'share' || bridge !== undefined

/** Only after the user has seen the target and confirmed. */
export function openExternal(target: string): void {
  if (bridge === undefined) window.open(target, '_blank', 'noopener,noreferrer')
  else void bridge.openExternal(target)
}

/** The desktop program itself tells the host whether anybody is at the computer. */
export const seesWholeComputer = bridge !== undefined

export const problemDiagnostics = async (): Promise<string> => (await bridge?.diagnostics()) ?? ''
export const solveProblem = (solution: ProblemSolution): void => void bridge?.solve(solution)

/** A browser has no dialog for a place on the host's disk, and hands over no folders. */
export const canSaveAs = bridge !== undefined
export const canSendFolders = bridge !== undefined

export async function chooseFolder(): Promise<string | undefined> {
  const picked = await bridge?.pickFiles('target')
  return picked?.ok === true ? picked.value[0]?.token : undefined
}
/** Where a file that the host makes is to go: undefined when the user chose no place, empty in a browser, which fetches it. */
export const savePlace = async (name: string): Promise<SavePlace | Partial<SavePlace> | undefined> =>
  bridge === undefined ? {} : bridge.pickSaveAs(name)
/** Fetches a file that was made for this browser, once. */
export function fetchFile(ticket: string, name: string): void {
  const link = document.createElement('a')
  link.href = `./download/${ticket}`
  link.download = name
  link.click()
}
export const chooseSaveAs = async (name: string): Promise<SavePlace | undefined> => bridge?.pickSaveAs(name)
export const chooseFoldersToSend = async (): Promise<StageResult> => bridge?.pickFiles('folder') ?? ok([])

/** Where a page loads the picture of a message from: the same for both hosts (shared/api/media.ts). */
export const mediaAddress = (message: string, index: number): string => `.${mediaPath(message, index)}`

/** A browser takes pictures of the screen by its own dialog, in a page that it trusts; the desktop program by itself. */
export const canCapture = bridge !== undefined || 'getDisplayMedia' in (navigator.mediaDevices ?? {})
export const captureScreen = (): Promise<Capture> => capture(bridge)
/** Only there are keys that work in every program, and a window that can be hidden. */
export const hasDesktop = bridge !== undefined
export const takeKeys = async (purpose: KeyPurpose, keys: string): Promise<boolean> =>
  (await bridge?.useKeys(purpose, keys)) ?? false
export const takenKeys = async (): Promise<readonly KeyPurpose[]> => (await bridge?.takenKeys()) ?? []
export const onShellCommand = (listener: (command: ShellCommand) => void): (() => void) =>
  bridge?.onCommand(listener) ?? (() => {})
/** Undefined in a browser, which checks by itself. */
export const spellingHere = async (): Promise<Spelling | undefined> => bridge?.spelling()

/** Why a file could not be handed to the host. `forgotten`: it was, but the host has been started anew since. */
export const stageProblems = [
  'too-large',
  'too-many',
  'disk-full',
  'file-not-found',
  'no-permission',
  'not-a-file',
  'interrupted',
  'folder',
  'forgotten',
  'other',
] as const
export type StageProblem = (typeof stageProblems)[number]

const stageProblem = (code: string): StageProblem => stageProblems.find((known) => known === code) ?? 'other'

/** Hands a file over to the host: by its path in the desktop program, as its bytes in a browser. Never rejects. */
export async function stageFile(
  file: File,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Result<StagedItem, StageProblem>> {
  if (bridge === undefined) return upload(file, onProgress, signal)
  try {
    const staged = await bridge.stageFiles([file])
    if (!staged.ok) return err(stageProblem(staged.error))
    const [item] = staged.value
    return item === undefined ? err('other') : ok(item)
  } catch {
    return err('other')
  }
}

const uploadProblems: ReadonlyMap<number, StageProblem> = new Map([
  [413, 'too-large'],
  [507, 'disk-full'],
  [503, 'interrupted'],
  [400, 'interrupted'],
  // The connection broke, or the host refused and closed it while the body was still on its way.
  [0, 'interrupted'],
])

/** `PUT /files` of the headless host. `fetch` can't tell how far an upload is. */
function upload(
  file: File,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Result<StagedItem, StageProblem>> {
  return new Promise((settle) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `./files?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('Authorization', `Bearer ${location.hash.slice(1)}`)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total))
    request.addEventListener('loadend', () => settle(uploaded(request)))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function uploaded({ status, responseText }: XMLHttpRequest): Result<StagedItem, StageProblem> {
  if (status !== 200) return err(uploadProblems.get(status) ?? 'other')
  try {
    const item = StagedItem.safeParse(JSON.parse(responseText))
    return item.success ? ok(item.data) : err('other')
  } catch {
    return err('other')
  }
}
