/** The view's whole state: a copy of the host's, the pages of history that are on screen, and where the user is. */
import { create } from 'zustand'
import type { Snapshot } from '../../shared/model/change.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Group } from '../../shared/model/group.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Peer } from '../../shared/model/peer.ts'
import type { Transfer } from '../../shared/model/transfer.ts'
import type { Attachment } from './attachments.ts'
import type { Selection } from './selection.ts'
import type { Sketch } from './sketch.ts'
import type { Thread } from './thread.ts'

/** `lost`: there was a host and it went away; `connecting`: there never was one. */
export type Link = 'connecting' | 'online' | 'lost'

export type Dialog =
  | { readonly kind: 'settings'; readonly page: SettingsPage }
  | { readonly kind: 'add-address' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'console' }
  /** `peer`: only the way to him. */
  | { readonly kind: 'doctor'; readonly peer?: string }
  | { readonly kind: 'absence' }
  /** `to`: who is chosen already. */
  | { readonly kind: 'recipients'; readonly to?: readonly string[] }
  | { readonly kind: 'alias'; readonly peer: string }
  | { readonly kind: 'drawing' }
  | { readonly kind: 'picture'; readonly conversation: string; readonly message: string; readonly index: number }
  | { readonly kind: 'note'; readonly peer: string }
  | { readonly kind: 'keys'; readonly peer: string }
  | { readonly kind: 'person-picture'; readonly peer: string }
  | { readonly kind: 'my-picture' }
  | { readonly kind: 'merge'; readonly peer: string; readonly other?: string }
  | { readonly kind: 'forget'; readonly peer: string }
  | { readonly kind: 'forget-old' }
  | { readonly kind: 'message'; readonly conversation: string; readonly message: string }
  | { readonly kind: 'code-page'; readonly conversation: string; readonly message: string }
  | { readonly kind: 'forward'; readonly messages: readonly Message[] }
  | { readonly kind: 'export'; readonly conversation: string }
  | { readonly kind: 'group-invite'; readonly group: string }
  | { readonly kind: 'group-join' }
  | { readonly kind: 'clear'; readonly conversation: string; readonly forget: boolean }

export const settingsPages = [
  'identity',
  'people',
  'appearance',
  'chats',
  'presets',
  'notifications',
  'files',
  'storage',
  'network',
  'about',
] as const
export type SettingsPage = (typeof settingsPages)[number]

/** A line at the bottom of the window; its one action, if any, undoes what the line tells. */
export interface Notice {
  readonly id: number
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export interface ViewState {
  readonly link: Link
  readonly host: Snapshot | undefined
  readonly peers: ReadonlyMap<string, Peer>
  readonly conversations: ReadonlyMap<string, Conversation>
  /** By the id of its chat. */
  readonly groups: ReadonlyMap<string, Group>
  readonly threads: ReadonlyMap<string, Thread>
  readonly tab: 'chats' | 'people'
  readonly query: string
  /** Which kind of hit stands first: people for switching (Ctrl+K), messages for searching everything (Ctrl+Shift+F). */
  readonly queryFor: 'people' | 'messages'
  readonly selected: string | undefined
  readonly details: 'closed' | 'person' | 'search' | 'transfers' | 'starred'
  /** The one person whose transfers are listed; all when undefined. */
  readonly transfersWith: string | undefined
  /** Every transfer that was heard of: the live ones, and those of messages on screen. */
  readonly transfers: ReadonlyMap<string, Transfer>
  /** What is typed in each chat's composer, once it is other than the draft that the host has. */
  readonly texts: ReadonlyMap<string, string>
  /** What waits in each chat's composer to be sent. */
  readonly attachments: ReadonlyMap<string, readonly Attachment[]>
  /** The person over whose chat or row files are being dragged. */
  readonly dropTarget: string | undefined
  /** People who are shown as forgotten while they can still be brought back. */
  readonly forgetting: ReadonlySet<string>
  readonly dialog: Dialog | undefined
  /** What stands open above the composer. */
  readonly popup: 'emoji' | 'presets' | undefined
  /** What is being drawn on, while the dialog for it is open. */
  readonly sketch: Sketch | undefined
  readonly notice: Notice | undefined
  /** Messages that are shown as deleted while they can still be brought back. */
  readonly hidden: ReadonlySet<string>
  /** The messages that are selected, in the chat that is open. */
  readonly selection: Selection | undefined
  /** The calendar is open at this time. */
  readonly calendar: number | undefined
  /** Counts what this window changed, for lists that have to be asked for again. */
  readonly starChanges: number
}

export const useView = create<ViewState>(() => ({
  link: 'connecting',
  host: undefined,
  peers: new Map(),
  conversations: new Map(),
  groups: new Map(),
  threads: new Map(),
  tab: 'chats',
  query: '',
  queryFor: 'people',
  selected: undefined,
  details: 'closed',
  transfersWith: undefined,
  transfers: new Map(),
  texts: new Map(),
  attachments: new Map(),
  dropTarget: undefined,
  forgetting: new Set(),
  dialog: undefined,
  popup: undefined,
  sketch: undefined,
  notice: undefined,
  hidden: new Set(),
  selection: undefined,
  calendar: undefined,
  starChanges: 0,
}))

export const set = useView.setState
export const now = useView.getState
