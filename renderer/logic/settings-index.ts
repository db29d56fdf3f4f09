/** Which settings stand on which page: what the search of the settings finds. A test holds it to the pages themselves. */
import type { ParseKeys } from 'i18next'
import { foldedWords, foldText } from '../../shared/model/fold.ts'

/** The first is the label as it stands on the page; by the others it is found, too. */
export interface SettingPlace<Page extends string> {
  readonly page: Page
  readonly label: ParseKeys
  readonly also: readonly ParseKeys[]
}

/** `desktop`: only the desktop program has it. */
const entries = {
  identity: [['settings.name'], ['settings.group'], ['person.signature'], ['person.picture_me']],
  people: [
    ...([['person.order'], ['status.auto', 'status.auto_hint'], ['status.auto_text'], ['person.old']] as const),
    ...([['status.own'], ['person.blocked_people']] as const),
  ],
  appearance: [
    ['settings.language'],
    ['settings.theme', 'settings.theme_dark', 'settings.theme_light', 'settings.theme_high-contrast'],
    ...([['settings.text_size'], ['comfort.restore_chat']] as const),
  ],
  chats: [
    ['settings.send_key', 'settings.send_enter', 'settings.send_enter_hint'],
    ...([['signal.tell'], ['settings.encoding', 'settings.encoding_hint'], ['shell.spell'], ['dialect.lock']] as const),
  ],
  presets: [['presets.list', 'presets.hint']],
  notifications: [
    ['attention.health', 'attention.try'],
    ...([['attention.level'], ['attention.finished'], ['attention.automatic'], ['attention.quiet']] as const),
    ...([['attention.hours'], ['attention.sounds', 'attention.volume'], ['attention.open_chat']] as const),
  ],
  files: [
    ['settings.downloads', 'settings.downloads_choose'],
    ...([['settings.per_person'], ['settings.conflict'], ['settings.auto_accept'], ['picture.auto']] as const),
    ...([['settings.concurrent'], ['settings.rate'], ['settings.verify'], ['settings.lifetime']] as const),
  ],
  storage: [
    ['storage_page.files', 'history.export_all', 'history.back_up', 'history.import'],
    ...([['storage_page.sizes', 'storage_page.compact'], ['storage_page.retention']] as const),
    ...([['storage_page.backups_kept'], ['storage_page.largest'], ['storage_page.imports']] as const),
  ],
  network: [
    ...([['adapters.title'], ['reach.open'], ['console.open'], ['settings.port', 'port.other']] as const),
    ...([['port.when_taken'], ['settings.peers', 'settings.peer_new'], ['introductions.setting']] as const),
    ...([['dialect.lists'], ['dialect.lists_ask'], ['dialect.lists_serve']] as const),
  ],
  about: [
    ['updates.title', 'updates.source'],
    ['shell.help', 'shell.copy'],
  ],
} as const satisfies { readonly [page: string]: readonly (readonly [ParseKeys, ...ParseKeys[]])[] }

const desktopEntries = {
  notifications: [['attention.at_login'], ['attention.closing'], ['shell.raise_keys']],
  files: [['picture.hide'], ['picture.shortcut']],
} as const satisfies { readonly [page: string]: readonly (readonly [ParseKeys, ...ParseKeys[]])[] }

type Page = keyof typeof entries
const pages = Object.keys(entries).filter((page): page is Page => page in entries)

export function settingPlaces(desktop: boolean): readonly SettingPlace<Page>[] {
  return pages.flatMap((page) => {
    const more = desktop && (page === 'notifications' || page === 'files') ? desktopEntries[page] : []
    return [...entries[page], ...more].map(([label, ...also]) => ({ page, label, also }))
  })
}

/** Those with each of the words, in their label, in what stands beside it, or in the name of their page; the first first. */
export function foundSettings(
  places: readonly SettingPlace<Page>[],
  query: string,
  say: (key: ParseKeys) => string,
  pageName: (page: Page) => string,
): readonly SettingPlace<Page>[] {
  const words = foldedWords(query)
  if (words.length === 0) return []
  const ranked = places.flatMap((place) => {
    const label = foldText(say(place.label))
    const all = [label, ...place.also.map((key) => foldText(say(key))), foldText(pageName(place.page))].join('\n')
    if (!words.every((word) => all.includes(word))) return []
    const begins = label.startsWith(words[0] ?? '')
    return [{ place, rank: words.every((word) => label.includes(word)) ? (begins ? 0 : 1) : 2 }]
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ place }) => place)
}
