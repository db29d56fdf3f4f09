import { useEffect, useRef } from 'react'
import { MAX_TEXT } from '../../../shared/api/contract.ts'
import { call } from '../../state/host.ts'

/** A pause in typing after which the draft is saved. */
const DRAFT_AFTER = 400

/** Saves the draft after a pause, and at once when the chat is left or the window closes. */
export function useDraft(id: string, text: string): void {
  const latest = useRef(text)
  const saved = useRef(text)
  latest.current = text
  useEffect(() => {
    const save = (): void => {
      if (latest.current === saved.current) return
      saved.current = latest.current
      void call('setDraft', { conversation: id, text: latest.current.slice(0, MAX_TEXT) })
    }
    window.addEventListener('pagehide', save)
    return () => {
      window.removeEventListener('pagehide', save)
      save()
    }
  }, [id])
  useEffect(() => {
    if (text === saved.current) return
    const timer = setTimeout(() => {
      saved.current = text
      void call('setDraft', { conversation: id, text: text.slice(0, MAX_TEXT) })
    }, DRAFT_AFTER)
    return () => clearTimeout(timer)
  }, [id, text])
}
