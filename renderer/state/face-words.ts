import { useCallback } from 'react'
import { withFaceWords } from '../../shared/model/faces.ts'
import { faceName } from '../locales/face-names.ts'
import { useLanguageTag } from './hooks.ts'

/** Puts the words of faces, in brackets, in place of their codes. */
export function useFaceWords(): (text: string) => string {
  const language = useLanguageTag()
  return useCallback((text) => withFaceWords(text, (name) => faceName(name, language)), [language])
}
