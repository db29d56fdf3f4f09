/** The emoji of each language: loaded when the picker first opens, kept after that. */
import { useEffect, useState } from 'react'
import type { EmojiRow } from '../../shared/model/emoji.ts'
import type { Language } from '../../shared/model/settings.ts'

const sources: { readonly [L in Language]: () => Promise<{ readonly rows: readonly EmojiRow[] }> } = {
  en: () => import('virtual:emoji/en'),
  ja: () => import('virtual:emoji/ja'),
  'zh-CN': () => import('virtual:emoji/zh-CN'),
  'zh-TW': () => import('virtual:emoji/zh-TW'),
}

const isLanguage = (tag: string): tag is Language => Object.hasOwn(sources, tag)

/** Undefined until they are there. */
export function useEmoji(tag: string): readonly EmojiRow[] | undefined {
  const [rows, setRows] = useState<readonly EmojiRow[]>()
  useEffect(() => {
    let wanted = true
    void sources[isLanguage(tag) ? tag : 'en']().then(({ rows: loaded }) => {
      if (wanted) setRows(loaded)
    })
    return () => {
      wanted = false
    }
  }, [tag])
  return rows
}
