import { useEffect, useEffectEvent, useRef } from 'react'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'

/** A pause in writing after which he counts as having stopped. */
const STOPPED_AFTER = 5_000
/** While the user writes, it is said again this often: the other side forgets it after ten seconds. */
const SAID_AGAIN = 4_000

/** Tells the person that the user writes to him, where his program shows it and the user does not mind. */
export function TellTyping({ person, text }: { readonly person: Peer; readonly text: string }): null {
  const tells = useSettings().tellTyping && traits[person.dialect].signals && person.presence !== 'offline'
  const seen = useRef(text)
  const saidAt = useRef(0)

  const stop = useEffectEvent((): void => {
    if (saidAt.current === 0) return
    saidAt.current = 0
    void call('setTyping', { peer: person.id, typing: false })
  })
  useEffect(() => {
    if (text === seen.current || !tells) return
    seen.current = text
    if (text.trim() === '') return stop()
    if (Date.now() - saidAt.current >= SAID_AGAIN) {
      saidAt.current = Date.now()
      void call('setTyping', { peer: person.id, typing: true })
    }
    const timer = setTimeout(stop, STOPPED_AFTER)
    return () => clearTimeout(timer)
  }, [text, tells, person.id])
  useEffect(() => stop, [])
  return null
}
