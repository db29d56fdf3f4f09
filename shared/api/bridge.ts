/**
 * What the preload script gives to the page as `window.gezi`, and the names under which it travels over Electron's IPC. A browser page
 * has no bridge: it talks to the headless host over a WebSocket.
 */
import type { StartProblem } from '../model/start-problem.ts'

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
  /** A way out of the problem. The page is replaced when it worked. */
  solve(solution: ProblemSolution): Promise<void>
}

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
  solve: 'gezi:solve',
} as const

/** `connection` is chosen by the page, new for each connection: what belongs to an earlier page of the same window is dropped. */
export type BridgeFrame =
  | { readonly type: 'open'; readonly connection: string }
  | { readonly type: 'post'; readonly connection: string; readonly message: unknown }
  | { readonly type: 'close'; readonly connection: string }

/** Parameters of the page's own address, by which a page learns that it is to show a problem. */
export const problemParameters = { reason: 'problem', path: 'folder', detail: 'detail' } as const
