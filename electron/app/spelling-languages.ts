/** Which languages can be checked here, and which one is. Nothing is ever fetched for it. */
import type { Spelling } from '../../shared/api/bridge.ts'
import type { Language } from '../../shared/model/settings.ts'

export interface SpellingPlace {
  readonly platform: NodeJS.Platform
  /** What this Chromium could check with the right dictionary (`session.availableSpellCheckerLanguages`). */
  readonly available: readonly string[]
  /** Names of the files in Chromium's own folder of dictionaries. */
  readonly files: readonly string[]
  /** Languages of the user's system, best first. */
  readonly preferred: readonly string[]
}

/** Chromium's name of a Hunspell dictionary: language, and two numbers of its version. */
const dictionary = /^([a-z]{2,3}(?:-[A-Za-z]{2,4})?)-\d+-\d+\.bdic$/

const baseOf = (language: string): string => language.split('-')[0] ?? language

/**
 * macOS checks by itself. Windows has a checker of its own, which Chromium asks; nobody tells which languages it has, but Windows gets them
 * with each language that its user adds, and English with all: one without a pack would mark nothing. Linux has dictionaries only where
 * whoever manages the computer has put them (docs/desktop.md).
 */
export function checkable({ platform, available, files, preferred }: SpellingPlace): 'system' | readonly string[] {
  if (platform === 'darwin') return 'system'
  if (platform === 'win32') {
    const bases = new Set(['en', ...preferred.map(baseOf)])
    return available.filter((language) => bases.has(baseOf(language)))
  }
  const there = new Set(files.flatMap((name) => dictionary.exec(name)?.[1] ?? []))
  return available.filter((language) => there.has(language))
}

/**
 * In which language it is checked when the user chose none: that of the window, as the user's system writes it (`en-GB`). Nobody has
 * dictionaries of Chinese and Japanese; what is checked there are the English words between.
 */
export function usualLanguage(
  window: Language,
  languages: readonly string[],
  preferred: readonly string[],
): string | undefined {
  const base = window === 'en' || !languages.some((each) => each.startsWith(window)) ? 'en' : window
  const isOfIt = (language: string): boolean => language === base || language.startsWith(`${base}-`)
  return (
    preferred.find((language) => isOfIt(language) && languages.includes(language)) ??
    languages.find((language) => language === 'en-US' && base === 'en') ??
    languages.find(isOfIt)
  )
}

export function spellingHere(place: SpellingPlace, window: Language): Spelling {
  const languages = checkable(place)
  if (languages === 'system') return { by: 'system' }
  const usual = usualLanguage(window, languages, place.preferred) ?? languages[0]
  return usual === undefined ? { by: 'none' } : { by: 'languages', languages, usual }
}
