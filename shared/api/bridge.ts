/**
 * What the preload script gives to the page as `window.gezi`, and the names under which it travels over Electron's IPC. A browser page
 * has no bridge: it talks to the headless host over a WebSocket.
 */
import type { StartProblem } from '../model/start-problem.ts'
import type { StagedItem } from '../model/transfer.ts'

export interface Bridge {
  readonly platform: 'electron'
  /** Node's name of the operating system: `win32`, `darwin`, `linux`. */
  readonly os: string
  /** The host could not open its data folder: nothing can be shown but this. */
  readonly problem?: BridgeProblem
  /** Connects to the host; an earlier connection of this page ends. */
  connect(onMessage: (message: unknown) => void): BridgeConnection
  /** Hands a web or mail address or a LAN folder to the system, after the user confirmed it. False when it is none of these. */
  openExternal(target: string): Promise<boolean>
  /**
   * Tokens for what the user dropped or pasted. `files` are `File` objects; one that lies on no disk has no path and is `not-a-file`,
   * but alone it is copied (a pasted picture, up to MAX_PASTED).
   */
  stageFiles(files: readonly unknown[]): Promise<StageResult>
  /** Lets the user choose files or a folder to offer, or a folder to save in; nothing when he chose none. */
  pickFiles(what: FilePick): Promise<StageResult>
  /** Asks the user for a place and a name for one file to save; undefined when he chose none. */
  pickSaveAs(name: string): Promise<SavePlace | undefined>
  readonly attention: AttentionBridge
  /** The display on which the pointer is, in its own dots, as a `data:` address of a PNG; undefined where it can't be had. */
  captureScreen(): Promise<string | undefined>
  /** Keys that work in every program, as Electron writes them; empty for none. False when another program has them. */
  useKeys(purpose: KeyPurpose, keys: string): Promise<boolean>
  /** Of the keys in the settings, those that do nothing, because another program has them. Tries them once more. */
  takenKeys(): Promise<readonly KeyPurpose[]>
  /** Something outside of the page was chosen that the page has to do. Returns a function that ends it. */
  onCommand(listener: (command: ShellCommand) => void): () => void
  spelling(): Promise<Spelling>
  /** What somebody who helps has to know of a program that could not start; names, addresses and paths are masked. */
  diagnostics(): Promise<string>
  /** A way out of the problem. The page is replaced when it worked. */
  solve(solution: ProblemSolution): Promise<void>
}

/** For a picture of the screen; to bring the window to the front. */
export const keyPurposes = ['capture', 'raise'] as const
export type KeyPurpose = (typeof keyPurposes)[number]

/** From menus of the system, its list of tasks, and keys that work in every program. */
export type ShellCommand = 'capture' | 'new-message' | 'settings' | 'about' | 'shortcuts'

/**
 * Who checks the spelling. `system`: the system's own checker, in the languages that it finds by itself. `languages`: in one of these.
 * `none`: there is no dictionary here, and none is ever fetched.
 */
export type Spelling =
  | { readonly by: 'system' | 'none' }
  | { readonly by: 'languages'; readonly languages: readonly string[]; readonly usual: string }

/** Notifications are the main process's: it shows them whether or not the page is awake. */
export interface AttentionBridge {
  /** The chat that is on the screen now; whether the user looks at it, the main process knows. */
  looking(conversation: string | undefined): void
  /** The user clicked a notification. One listener; a later one takes its place. */
  onOpen(listener: (opened: OpenedNotice) => void): void
  health(): Promise<DesktopHealth>
  /** Shows one, whatever the settings say. Answers when the system said something, or nothing for a few seconds. */
  test(): Promise<TestOutcome>
}

export interface OpenedNotice {
  readonly conversation: string
  readonly message: string | undefined
  /** Messages that the notification stood for. */
  readonly count: number
}

export interface DesktopHealth {
  /**
   * What is known of this system's notifications. `unknown`: it takes them and does not say whether it shows them. `no-server`: a Linux
   * desktop without a program that shows any. `failed`: the system refused the last one.
   */
  readonly notifications: 'on' | 'unknown' | 'none' | 'no-server' | 'failed'
  /** The system's own words; may be empty. */
  readonly detail: string
  /** There is a tray, so the window can be closed without quitting. */
  readonly tray: boolean
}

/** `silent`: the system said nothing. */
export type TestOutcome = { readonly outcome: 'shown' | 'silent' | 'failed'; readonly detail: string }

export const filePicks = ['files', 'folder', 'target'] as const
export type FilePick = (typeof filePicks)[number]

/** `error` is a code of the contract's `stagePaths`. */
export type StageResult =
  | { readonly ok: true; readonly value: readonly StagedItem[] }
  | { readonly ok: false; readonly error: string }

export interface SavePlace {
  /** Token of the folder. */
  readonly to: string
  readonly saveAs: string
}

/** Largest thing without a path that is taken: a picture of the screen, not a film. */
export const MAX_PASTED = 64 * 1024 * 1024

export interface BridgeConnection {
  post(message: unknown): void
  close(): void
}

export interface BridgeProblem {
  readonly reason: StartProblem
  /** The data folder. */
  readonly path: string
  /** The system's own words; may be empty. */
  readonly detail: string
}

export const problemSolutions = ['retry', 'choose-folder', 'show-folder', 'quit'] as const
export type ProblemSolution = (typeof problemSolutions)[number]

/** IPC channels. Both directions of a connection carry a `BridgeFrame`. */
export const bridgeChannels = {
  toHost: 'gezi:to-host',
  toView: 'gezi:to-view',
  openExternal: 'gezi:open-external',
  stageFiles: 'gezi:stage-files',
  stageBytes: 'gezi:stage-bytes',
  pickFiles: 'gezi:pick-files',
  pickSaveAs: 'gezi:pick-save-as',
  captureScreen: 'gezi:capture-screen',
  useKeys: 'gezi:use-keys',
  takenKeys: 'gezi:taken-keys',
  command: 'gezi:command',
  commandsWanted: 'gezi:commands-wanted',
  spelling: 'gezi:spelling',
  diagnostics: 'gezi:diagnostics',
  solve: 'gezi:solve',
  looking: 'gezi:looking',
  openNotice: 'gezi:open-notice',
  health: 'gezi:notification-health',
  testNotice: 'gezi:test-notice',
} as const

/** `connection` is chosen by the page, new for each connection: what belongs to an earlier page of the same window is dropped. */
export type BridgeFrame =
  | { readonly type: 'open'; readonly connection: string }
  | { readonly type: 'post'; readonly connection: string; readonly message: unknown }
  | { readonly type: 'close'; readonly connection: string }

/** Parameters of the page's own address, by which a page learns that it is to show a problem. */
export const problemParameters = { reason: 'problem', path: 'folder', detail: 'detail' } as const
