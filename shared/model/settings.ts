import { z } from 'zod'
import { ALWAYS } from './calendar.ts'
import { MAX_SIGNATURE } from './peer.ts'
import { PictureChoice } from './picture-choice.ts'

export const languages = ['zh-CN', 'zh-TW', 'ja', 'en'] as const
export const Language = z.enum(languages)
export type Language = z.infer<typeof Language>

/** An address, `a.b.c.d-e`, `a.b.c.d-w.x.y.z` or `a.b.c.d/nn`, each with an optional `:port` (shared/model/reach.ts expands it). */
const PeerEntry = z.string().trim().min(1).max(64)

/** A name of one line that fits every client's buffers (protocol.md 1.3). */
const Name = z.string().trim().max(40)

/** Of a day. */
const Minute = z.number().int().min(0).max(1_439)

/** Sounds that the program makes itself (renderer/logic/sounds.ts). */
export const soundNames = ['drop', 'bell', 'coo', 'knock', 'none'] as const
export const SoundName = z.enum(soundNames)
export type SoundName = z.infer<typeof SoundName>

/** Fits the line in which colleagues see it. */
export const MAX_AWAY_TEXT = 200

/** A phrase is something that one would otherwise type: more is a document. */
export const MAX_PRESET = 1_000
export const MAX_PRESETS = 100

const fields = {
  /** Empty until the first run is done. */
  name: Name,
  group: Name,
  /** What the user says of himself in one line. */
  signature: z.string().trim().max(MAX_SIGNATURE),
  /** In the place of the letter in his avatar. */
  picture: PictureChoice,
  /** Texts of his own for being away, besides the standard ones. */
  awayTexts: z.array(z.string().trim().min(1).max(MAX_AWAY_TEXT)).max(20),
  /** Away by itself when nobody touched the computer for so many minutes; 0 for never. */
  awayAfterMinutes: z.number().int().min(0).max(240),
  /** For those who write meanwhile; empty for no answer. */
  awayText: z.string().trim().max(MAX_AWAY_TEXT),
  /** The list of people: by department, or all in one list. */
  peopleOrder: z.enum(['department', 'presence', 'name']),
  /** Paths of the departments that are folded up. */
  foldedGroups: z.array(z.string().max(200)).max(500),
  language: z.union([Language, z.literal('system')]),
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']),
  /** Text size in per cent. */
  textSize: z.number().int().min(85).max(150),
  /** Whether a window opens with the chat that was open when it was closed. */
  restoreChat: z.boolean(),
  sendKey: z.enum(['enter', 'ctrl-enter']),
  /** Quick phrases, in the user's order. */
  presets: z.array(z.string().trim().min(1).max(MAX_PRESET)).max(MAX_PRESETS),
  /** Pairs of people, their ids in order with a space between, who look like one and are not: the user said so. */
  differentPeople: z.array(z.string().min(1).max(400)).max(500),
  /** Emoji and codes of faces that were used last, newest first. */
  recentEmoji: z.array(z.string().min(1).max(40)).max(64),
  /** Of the emoji picker: 0 none, 1 light to 5 dark. */
  skinTone: z.number().int().min(0).max(5),
  /** Whether colleagues see that the user writes to them (FeiQ and Gezi show it). */
  tellTyping: z.boolean(),
  /** Whether a list of who is there is asked for at the start, and given to colleagues who ask (IPMsg's host list). */
  askHostList: z.boolean(),
  serveHostList: z.boolean(),
  /** Own peers tell each other whom they hear beyond their own network. */
  introductions: z.boolean(),
  /** Configured peers and ranges that are greeted by unicast. */
  peers: z.array(PeerEntry).max(200),
  /** UDP and TCP port; colleagues on another port do not see us. */
  port: z.number().int().min(1).max(65_535),
  /** When another program holds that port: wait until it ends, or be a guest on another port meanwhile. */
  whenPortTaken: z.enum(['wait', 'guest']),
  /** Which other port; 0 for the first free one after it. */
  guestPort: z.number().int().min(0).max(65_535),
  /** Names of network interfaces over which nothing is sent and nothing taken. */
  deniedInterfaces: z.array(z.string().min(1).max(256)).max(100),
  /** Code page for colleagues whose program names none. */
  legacyEncoding: z.enum(['gb18030', 'shift_jis', 'big5', 'euc-kr', 'windows-1252']),
  /** Width of the sidebar in CSS pixels. */
  sidebarWidth: z.number().int().min(240).max(420),
  /** Folder of received files; empty for the system's own, `Downloads/Gezi`. Only the computer's user sets it, views by a token. */
  downloads: z.string().max(4_096),
  /** Each sender's files in a folder of his own below `downloads`. */
  perPersonFolders: z.boolean(),
  /** Offers of these people (ids) are taken without asking while the sender says that they are not larger than `maxBytes`. */
  autoAccept: z.object({ peers: z.array(z.string().min(1).max(200)).max(2_000), maxBytes: z.number().int().min(0) }),
  /** Pictures that come with messages are fetched without asking while they are not larger; 0 for never. */
  autoPictures: z.number().int().min(0),
  /** Whether our own window leaves the screen while it is captured, and keys for that which work in every program; empty for none. */
  hideForCapture: z.boolean(),
  captureKeys: z.string().max(64),
  /** Keys that bring the window to the front; empty for none. */
  raiseKeys: z.string().max(64),
  /** Whether the spelling of what is written is checked, and in which language (BCP 47); empty for that of the program. */
  spellCheck: z.boolean(),
  spellLanguage: z.string().max(35),
  /** When a received file's name is taken. */
  conflict: z.enum(['keep-both', 'replace', 'skip-identical']),
  concurrentDownloads: z.number().int().min(1).max(10),
  /** Bytes a second of all transfers together, 0 for no limit. */
  rateLimit: z.number().int().min(0),
  /** Whether another Gezi's files are hashed at both ends. */
  verifyTransfers: z.boolean(),
  /** An own offer that nobody fetched ends after so many days; 0 for never. */
  offerLifetimeDays: z.number().int().min(0).max(3_650),
  /** How much a notification tells: sender and text, the sender only, only that there is something; or there is none. */
  notifications: z.enum(['text', 'sender', 'plain', 'off']),
  /** Also when a transfer is over. */
  notifyFinished: z.boolean(),
  /** Also for automatic answers of absent colleagues. */
  notifyAutomatic: z.boolean(),
  /** Do not disturb until then, milliseconds since 1970; 0 for not at all. */
  quietUntil: z.number().int().min(0).max(ALWAYS),
  /** Do not disturb on these days (0 is Sunday), from and to a minute of the day; past midnight when `to` is not after `from`. */
  quietHours: z.object({
    on: z.boolean(),
    days: z.array(z.number().int().min(0).max(6)).max(7),
    from: Minute,
    to: Minute,
  }),
  sounds: z.object({
    message: SoundName,
    file: SoundName,
    nudge: SoundName,
    /** Per cent. */
    volume: z.number().int().min(0).max(100),
    /** Also for the chat that the user is looking at. */
    inOpenChat: z.boolean(),
  }),
  /** Where newer programs are looked for: a folder, a share, or an address; empty for nowhere. */
  updateSource: z.string().trim().max(1_000),
  /** Whether the desktop program starts when its user logs in. */
  startAtLogin: z.boolean(),
  /** When the window of the desktop program is closed: ask once, go on in the tray, or quit. Without a tray it always quits. */
  closing: z.enum(['ask', 'tray', 'quit']),
  /** Backups that are made by themselves, one a day; 0 for none. */
  backupsKept: z.number().int().min(0).max(30),
  /** Messages older than so many months are deleted; 0 for never. */
  retentionMonths: z.number().int().min(0).max(1_200),
  /** The same for single chats, by their ids. */
  retentionByChat: z
    .record(z.string().min(1).max(200), z.number().int().min(0).max(1_200))
    .refine((rules) => Object.keys(rules).length <= 2_000),
}

/**
 * Everything the user can set, with its default. Unknown keys of a newer version are kept by the store and ignored here.
 */
export const Settings = z.object({
  name: fields.name.default(''),
  group: fields.group.default(''),
  signature: fields.signature.default(''),
  picture: fields.picture.default(''),
  awayTexts: fields.awayTexts.default([]),
  awayAfterMinutes: fields.awayAfterMinutes.default(15),
  awayText: fields.awayText.default(''),
  peopleOrder: fields.peopleOrder.default('department'),
  foldedGroups: fields.foldedGroups.default([]),
  language: fields.language.default('system'),
  theme: fields.theme.default('system'),
  textSize: fields.textSize.default(100),
  restoreChat: fields.restoreChat.default(true),
  sendKey: fields.sendKey.default('enter'),
  presets: fields.presets.default([]),
  differentPeople: fields.differentPeople.default([]),
  recentEmoji: fields.recentEmoji.default([]),
  skinTone: fields.skinTone.default(0),
  tellTyping: fields.tellTyping.default(true),
  askHostList: fields.askHostList.default(false),
  serveHostList: fields.serveHostList.default(true),
  introductions: fields.introductions.default(true),
  peers: fields.peers.default([]),
  port: fields.port.default(2425),
  whenPortTaken: fields.whenPortTaken.default('wait'),
  guestPort: fields.guestPort.default(0),
  deniedInterfaces: fields.deniedInterfaces.default([]),
  legacyEncoding: fields.legacyEncoding.default('gb18030'),
  sidebarWidth: fields.sidebarWidth.default(300),
  downloads: fields.downloads.default(''),
  perPersonFolders: fields.perPersonFolders.default(false),
  autoAccept: fields.autoAccept.default({ peers: [], maxBytes: 100 * 1024 * 1024 }),
  autoPictures: fields.autoPictures.default(20 * 1024 * 1024),
  hideForCapture: fields.hideForCapture.default(true),
  captureKeys: fields.captureKeys.default('Control+Alt+A'),
  raiseKeys: fields.raiseKeys.default(''),
  spellCheck: fields.spellCheck.default(true),
  spellLanguage: fields.spellLanguage.default(''),
  conflict: fields.conflict.default('keep-both'),
  concurrentDownloads: fields.concurrentDownloads.default(3),
  rateLimit: fields.rateLimit.default(0),
  verifyTransfers: fields.verifyTransfers.default(true),
  offerLifetimeDays: fields.offerLifetimeDays.default(30),
  notifications: fields.notifications.default('text'),
  notifyFinished: fields.notifyFinished.default(true),
  notifyAutomatic: fields.notifyAutomatic.default(false),
  quietUntil: fields.quietUntil.default(0),
  quietHours: fields.quietHours.default({ on: false, days: [0, 1, 2, 3, 4, 5, 6], from: 20 * 60, to: 8 * 60 }),
  sounds: fields.sounds.default({ message: 'drop', file: 'bell', nudge: 'knock', volume: 60, inOpenChat: false }),
  updateSource: fields.updateSource.default(''),
  startAtLogin: fields.startAtLogin.default(true),
  closing: fields.closing.default('ask'),
  backupsKept: fields.backupsKept.default(3),
  retentionMonths: fields.retentionMonths.default(0),
  retentionByChat: fields.retentionByChat.default({}),
})
export type Settings = z.infer<typeof Settings>
export type SettingKey = keyof Settings

/** A change of some settings. Not `Settings.partial()`: zod applies a default inside an optional, so each absent key would be reset. */
export const SettingsPatch = z.object(fields).partial()
export type SettingsPatch = z.infer<typeof SettingsPatch>

export const defaultSettings: Settings = Settings.parse({})
