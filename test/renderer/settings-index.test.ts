import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { foundSettings, settingPlaces } from '../../renderer/logic/settings-index.ts'
import { settingsPages } from '../../renderer/state/store.ts'
import { words } from '../e2e/words.ts'

const places = settingPlaces(true)
const say = words('en')
const find = (query: string): readonly string[] =>
  foundSettings(places, query, say, (page) => say(`settings.${page}`)).map(
    ({ page, label }) => `${page}: ${say(label)}`,
  )

/** Labels of what only makes up a setting: a field for something new, the parts of a form, what a row removes. */
const parts = [
  ...['attention.now', 'attention.volume', 'dialect.lock_again', 'dialect.lock_current', 'dialect.lock_new'],
  ...['history.import', 'port.other', 'presets.add', 'settings.auto_accept_size', 'settings.peer_new'],
  ...['attention.play', 'common.remove_item', 'presets.down', 'presets.phrase', 'presets.up'],
  ...['shell.copied', 'shell.spell_language', 'storage_page.delete', 'storage_page.remove', 'updates.source'],
]

describe('the search of the settings', () => {
  test('knows every page and every label that stands on one', () => {
    const root = new URL('../../renderer/views/', import.meta.url)
    const folders = ['dialogs', 'history', 'picture']
    const files = folders.flatMap((folder) => readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`))
    const ofPages = files.filter((name) =>
      /(-settings|settings-pages|auto-accept|notification-health|storage-\w+)\.tsx$/.test(name),
    )
    const labels = ofPages.flatMap((name) =>
      [...readFileSync(new URL(name, root), 'utf8').matchAll(/\b(?:label|title)=\{t\('([\w.-]+)'/g)].map(
        ([, key]) => key ?? '',
      ),
    )
    const known = new Set<string>([...places.map(({ label }) => label), ...parts])
    expect({
      pages: settingsPages.filter((page) => !places.some((place) => place.page === page)),
      missing: [...new Set(labels)].filter((key) => !known.has(key)),
    }).toEqual({ pages: [], missing: [] })
  })

  test('finds by words of the label, of what stands beside it and of the page, whatever their case', () => {
    expect(find('dark')).toEqual(['appearance: Theme'])
    expect(find('  ')).toEqual([])
    expect(find('no such thing')).toEqual([])
    expect(find('BACK UP')).toContain('storage: Export, backup, import')
    expect(find('port')[0]).toBe('network: Port (UDP and TCP)')
  })

  test('names no setting of the desktop program in a browser', () => {
    const desktopOnly = places.filter((place) => !settingPlaces(false).some(({ label }) => label === place.label))
    expect(desktopOnly.map(({ label }) => label)).toEqual([
      ...['attention.at_login', 'attention.closing', 'shell.raise_keys', 'picture.hide', 'picture.shortcut'],
    ])
  })
})
