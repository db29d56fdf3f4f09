import { useCallback } from 'react'
import type { Dialect } from '../../shared/model/dialect.ts'
import { hasFaces, withFaceWords } from '../../shared/model/faces.ts'
import type { Message } from '../../shared/model/message.ts'
import { faceName } from '../locales/face-names.ts'
import { useLanguageTag } from './hooks.ts'

/** Puts the words of faces, in brackets, in place of their codes. */
function useFaceWords(): (text: string) => string {
  const language = useLanguageTag()
  return useCallback((text) => withFaceWords(text, (name) => faceName(name, language)), [language])
}

/** A text with words for its faces, where its writer's program has faces. */
export function useSaid(): (text: string, direction: Message['direction'], dialect: Dialect) => string {
  const words = useFaceWords()
  return useCallback((text, direction, dialect) => (hasFaces(direction, dialect) ? words(text) : text), [words])
}
