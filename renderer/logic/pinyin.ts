/** How Chinese characters are read. The dictionary is large and only searches need it: it is fetched when the first one begins. */

type Readings = (character: string) => readonly string[]

let readings: Readings = () => []
let loading: Promise<void> | undefined

const HAN = /^\p{Script=Han}$/u
const known = new Map<string, readonly string[]>()

/** Resolves when `readingsOf` knows the characters; names are found by their letters alone until then, and if it fails. */
export function loadPinyin(): Promise<void> {
  loading ??= import('pinyin-pro').then(
    ({ pinyin }) => {
      readings = (character) =>
        pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true }).filter((reading) =>
          /^[a-z]+$/.test(reading),
        )
      known.clear()
    },
    () => {},
  )
  return loading
}

/** All of them without tones, `ü` as `v`: of a surname too, which is often not the common one (单 shan, 曾 zeng). */
export function readingsOf(character: string): readonly string[] {
  if (!HAN.test(character)) return []
  const found = known.get(character)
  if (found !== undefined) return found
  const made = [...new Set(readings(character))]
  known.set(character, made)
  return made
}
