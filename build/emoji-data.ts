/**
 * `virtual:emoji/LANGUAGE` for the emoji picker: of emojibase's data only what the picker shows and searches, one chunk a language that is
 * loaded when the picker first opens. The whole data of one language is 750 kB, what is left of it about a sixth.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'
import { z } from 'zod'
import { type EmojiRow, withTone } from '../shared/model/emoji.ts'

/** Ours to the data's. */
const folders = { en: 'en', ja: 'ja', 'zh-CN': 'zh', 'zh-TW': 'zh-hant' } as const
type DataLanguage = keyof typeof folders

/** Newer ones are empty squares on most computers of 2026. */
const NEWEST_VERSION = 15.1
/** Parts of flags and hair: nobody writes them. */
const COMPONENTS = 2

const Data = z.array(
  z.object({
    emoji: z.string(),
    label: z.string(),
    tags: z.array(z.string()).default([]),
    group: z.number().optional(),
    order: z.number().optional(),
    version: z.number(),
    skins: z.array(z.object({ emoji: z.string(), tone: z.union([z.number(), z.array(z.number())]) })).default([]),
  }),
)

/** Where the emoji is in colour by itself, the sign that asks for it is in the way of comparing. */
const coloured = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, '$1')

export function emojiRows(language: DataLanguage): EmojiRow[] {
  const path = createRequire(import.meta.url).resolve(`emojibase-data/${folders[language]}/data.json`)
  return Data.parse(JSON.parse(readFileSync(path, 'utf8')))
    .filter(({ version, group }) => version <= NEWEST_VERSION && group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ emoji, label, tags, group = 0, skins }) => {
      const toned = [1, 2, 3, 4, 5].every((tone) => skins.some((skin) => skin.emoji === withTone(emoji, tone)))
      return [coloured(emoji), label, tags.filter((tag) => tag !== label).join(' '), group, toned ? 1 : 0]
    })
}

const PREFIX = 'virtual:emoji/'
const isLanguage = (name: string): name is DataLanguage => Object.hasOwn(folders, name)

export const emojiData = (): Plugin => ({
  name: 'gezi-emoji-data',
  resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
  load(id) {
    const language = id.slice(PREFIX.length + 1)
    if (!id.startsWith(`\0${PREFIX}`) || !isLanguage(language)) return undefined
    // Parsing JSON is faster than parsing the same as a program.
    return `export const rows = JSON.parse(${JSON.stringify(JSON.stringify(emojiRows(language)))})`
  },
})
