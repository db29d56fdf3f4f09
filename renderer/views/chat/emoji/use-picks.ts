import { useMemo } from 'react'
import { withoutTone } from '../../../../shared/model/emoji.ts'
import { FACES } from '../../../../shared/model/faces.ts'
import { faceName } from '../../../locales/face-names.ts'
import { emojiGroups, type Pick, pickOf, withRecent } from '../../../logic/emoji.ts'
import { useEmoji } from '../../../state/emoji.ts'
import { useLanguageTag, useSettings } from '../../../state/hooks.ts'
import { call } from '../../../state/host.ts'

export type PickGroup = 'recent' | 'faces' | (typeof emojiGroups)[number]['name']

export interface Picks {
  readonly all: readonly Pick[]
  readonly groups: { readonly [G in PickGroup]: readonly Pick[] }
  readonly loading: boolean
  /** There is something that was used before. */
  readonly recent: boolean
  /** Puts what was used in front of the others. */
  readonly remember: (text: string) => void
}

/** Everything that can be picked, in the language and skin tone of the user. */
export function usePicks(): Picks {
  const language = useLanguageTag()
  const { skinTone, recentEmoji } = useSettings()
  const rows = useEmoji(language)

  const faces = useMemo(
    () =>
      FACES.map(({ code, name, label, emoji }): Pick => {
        // The code and FeiQ's own word find it in every language.
        return { text: code, name: faceName(name, language), words: `${label} ${emoji} ${name}`, face: name }
      }),
    [language],
  )
  const emoji = useMemo(() => {
    const byGroup = new Map<string, Pick[]>(emojiGroups.map(({ name }) => [name, []]))
    for (const row of rows ?? []) {
      const name = emojiGroups.find(({ group }) => group === row[3])?.name
      if (name !== undefined) byGroup.get(name)?.push(pickOf(row, skinTone))
    }
    return byGroup
  }, [rows, skinTone])
  const all = useMemo(() => [...faces, ...[...emoji.values()].flat()], [faces, emoji])
  const recent = useMemo(() => {
    const known = new Map(all.map((pick) => [withoutTone(pick.text), pick]))
    return recentEmoji.map((text): Pick => {
      const pick = known.get(withoutTone(text))
      return { text, name: pick?.name ?? text, words: '', face: pick?.face }
    })
  }, [all, recentEmoji])

  const of = (name: string): readonly Pick[] => emoji.get(name) ?? []
  return {
    all,
    groups: {
      recent,
      faces,
      smileys: of('smileys'),
      people: of('people'),
      nature: of('nature'),
      food: of('food'),
      travel: of('travel'),
      activities: of('activities'),
      objects: of('objects'),
      symbols: of('symbols'),
      flags: of('flags'),
    },
    loading: rows === undefined,
    recent: recentEmoji.length > 0,
    remember: (text) => void call('setSettings', { recentEmoji: [...withRecent(recentEmoji, text)] }),
  }
}
