/**
 * Words that are written are checked with what this computer has: no dictionary is fetched, whatever Chromium would do by itself. Until the
 * settings are known nothing is checked.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, type Session, type WebContents } from 'electron'
import { bridgeChannels } from '../../shared/api/bridge.ts'
import { systemLanguage } from '../../shared/model/language.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { isOurPage } from './port.ts'
import { appOrigin } from './scheme.ts'
import { type SpellingPlace, spellingHere } from './spelling-languages.ts'

/** Only our own pages are served there: a dictionary that Chromium asks for comes from nowhere, and least of all from the internet. */
const NOWHERE = `${appOrigin}/dictionaries/`

/** Before the first window: a checker that is on with the system's language would begin to fetch at once. */
export function withoutFetching(session: Session): void {
  session.setSpellCheckerDictionaryDownloadURL(NOWHERE)
  session.setSpellCheckerLanguages([])
  session.setSpellCheckerEnabled(false)
}

export interface SpellChecker {
  follow(settings: Pick<Settings, 'spellCheck' | 'spellLanguage' | 'language'>): void
}

export function handleSpelling(contents: WebContents, platform: NodeJS.Platform): SpellChecker {
  const { session } = contents
  let language: Settings['language'] = 'system'

  /** Looked at anew each time: a dictionary that was put there works without a restart. */
  const place = (): SpellingPlace => ({
    platform,
    available: session.availableSpellCheckerLanguages,
    files: filesIn(join(app.getPath('sessionData'), 'Dictionaries')),
    preferred: app.getPreferredSystemLanguages(),
  })
  const here = (): ReturnType<typeof spellingHere> => {
    const looked = place()
    return spellingHere(looked, language === 'system' ? systemLanguage(looked.preferred) : language)
  }

  contents.ipc.handle(bridgeChannels.spelling, (event) => (isOurPage(contents, event) ? here() : { by: 'none' }))
  return {
    follow({ spellCheck, spellLanguage, language: chosen }) {
      language = chosen
      const spelling = here()
      if (spelling.by === 'languages') {
        const wanted = spelling.languages.includes(spellLanguage) ? spellLanguage : spelling.usual
        session.setSpellCheckerLanguages(spellCheck ? [wanted] : [])
      }
      session.setSpellCheckerEnabled(spellCheck && spelling.by !== 'none')
    },
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
