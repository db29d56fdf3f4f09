/**
 * Runs in the sandbox before the page: gives it `window.gezi` and nothing else. No listener, no channel name and no event object of
 * Electron crosses over; what the page may say is decided again in the main process (electron/app/port.ts).
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import {
  type AttentionBridge,
  type Bridge,
  type BridgeConnection,
  type BridgeFrame,
  type BridgeProblem,
  bridgeChannels,
  MAX_PASTED,
  type OpenedNotice,
  problemParameters,
  type ShellCommand,
  type StageResult,
} from '../../shared/api/bridge.ts'
import { startProblems } from '../../shared/model/start-problem.ts'

let endEarlier = (): void => {}

function connect(onMessage: (message: unknown) => void): BridgeConnection {
  endEarlier()
  const connection = crypto.randomUUID()
  const send = (frame: BridgeFrame): void => ipcRenderer.send(bridgeChannels.toHost, frame)
  const listen = (_event: IpcRendererEvent, frame: BridgeFrame): void => {
    if (frame.connection === connection && frame.type === 'post') onMessage(frame.message)
  }
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    ipcRenderer.off(bridgeChannels.toView, listen)
    send({ type: 'close', connection })
  }
  ipcRenderer.on(bridgeChannels.toView, listen)
  send({ type: 'open', connection })
  endEarlier = close
  return {
    post: (message) => {
      if (open) send({ type: 'post', connection, message })
    },
    close,
  }
}

function problem(): BridgeProblem | undefined {
  const parameters = new URLSearchParams(location.search)
  const reason = startProblems.find((known) => known === parameters.get(problemParameters.reason))
  if (reason === undefined) return undefined
  return {
    reason,
    path: parameters.get(problemParameters.path) ?? '',
    detail: parameters.get(problemParameters.detail) ?? '',
  }
}

/** A page cannot make up a path: Electron knows it only of files that the user really gave. */
function stageFiles(files: readonly unknown[]): Promise<StageResult> {
  const paths = files.map((file) => (file instanceof File ? webUtils.getPathForFile(file) : ''))
  const [only] = files
  if (files.length === 1 && paths[0] === '' && only instanceof File) return stageBytes(only)
  if (paths.includes('')) return Promise.resolve({ ok: false, error: 'not-a-file' })
  return ipcRenderer.invoke(bridgeChannels.stageFiles, paths)
}

async function stageBytes(file: File): Promise<StageResult> {
  if (file.size > MAX_PASTED) return { ok: false, error: 'too-large' }
  return ipcRenderer.invoke(bridgeChannels.stageBytes, file.name, new Uint8Array(await file.arrayBuffer()))
}

let listenToOpened = (): void => {}

const attention: AttentionBridge = {
  looking: (conversation) => ipcRenderer.send(bridgeChannels.looking, conversation ?? ''),
  onOpen(listener) {
    listenToOpened()
    const listen = (_event: IpcRendererEvent, opened: OpenedNotice): void => listener(opened)
    ipcRenderer.on(bridgeChannels.openNotice, listen)
    listenToOpened = () => void ipcRenderer.off(bridgeChannels.openNotice, listen)
  },
  health: () => ipcRenderer.invoke(bridgeChannels.health),
  test: () => ipcRenderer.invoke(bridgeChannels.testNotice),
}

const found = problem()
const bridge: Bridge = {
  platform: 'electron',
  os: process.platform,
  ...(found === undefined ? {} : { problem: found }),
  connect,
  openExternal: (target) => ipcRenderer.invoke(bridgeChannels.openExternal, target),
  stageFiles,
  pickSaveAs: (name) => ipcRenderer.invoke(bridgeChannels.pickSaveAs, name),
  pickFiles: (what) => ipcRenderer.invoke(bridgeChannels.pickFiles, what),
  attention,
  captureScreen: () => ipcRenderer.invoke(bridgeChannels.captureScreen),
  useKeys: (purpose, keys) => ipcRenderer.invoke(bridgeChannels.useKeys, purpose, keys),
  takenKeys: () => ipcRenderer.invoke(bridgeChannels.takenKeys),
  onCommand: (listener) => {
    const heard = (_event: IpcRendererEvent, command: ShellCommand): void => listener(command)
    ipcRenderer.on(bridgeChannels.command, heard)
    ipcRenderer.send(bridgeChannels.commandsWanted)
    return () => void ipcRenderer.off(bridgeChannels.command, heard)
  },
  spelling: () => ipcRenderer.invoke(bridgeChannels.spelling),
  diagnostics: () => ipcRenderer.invoke(bridgeChannels.diagnostics),
  solve: (solution) => ipcRenderer.invoke(bridgeChannels.solve, solution),
}

contextBridge.exposeInMainWorld('gezi', bridge)
