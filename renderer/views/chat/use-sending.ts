import { useState } from 'react'
import type { Peer } from '../../../shared/model/peer.ts'
import { withQuote } from '../../../shared/model/quote.ts'
import { roomLeft } from '../../logic/room.ts'
import { type Attachment, clearAttachments, forgetTokens } from '../../state/attachments.ts'
import { setText, textOf } from '../../state/drafts.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { clearUnreadLine, jumpToEnd } from '../../state/threads.ts'

const none: readonly Attachment[] = []

export interface Sending {
  readonly attachments: readonly Attachment[]
  /** Still on their way to the host. */
  readonly uploading: number
  /** That can't be sent at all. */
  readonly refused: number
  readonly hasSomething: boolean
  /** Characters; negative when there are too many for one message. */
  readonly left: number
  readonly canSend: boolean
  /** The last attempt was refused by the host. */
  readonly failed: boolean
  readonly send: () => Promise<void>
}

/** What waits in a chat's composer, whether it can go out, and how. */
export function useSending(chat: string, person: Peer, text: string): Sending {
  const [failed, setFailed] = useState(false)
  const connected = useView((state) => state.link === 'online')
  const attachments = useView((state) => state.attachments.get(chat)) ?? none
  const uploading = attachments.filter(({ state }) => state === 'waiting' || state === 'staging').length
  const refused = attachments.filter(({ state }) => state === 'failed').length
  const hasSomething = text.trim() !== '' || attachments.length > 0
  const quoting = useView((state) => state.conversations.get(chat)?.quoting)
  const left = roomLeft(quoting === undefined ? text : withQuote(person.name, quoting.text, text), person.client)
  const canSend = connected && hasSomething && left >= 0 && uploading === 0 && refused === 0

  const send = async (): Promise<void> => {
    if (!canSend) return
    const sent = text.trimEnd()
    const tokens = attachments.flatMap(({ token }) => token ?? [])
    const reply = quoting === undefined ? {} : { reply: quoting.id }
    setText(chat, '')
    setFailed(false)
    const result =
      tokens.length === 0
        ? await call('sendMessage', { peer: person.id, text: sent, ...reply })
        : await call('offerFiles', { peers: [person.id], tokens, text: sent, ...reply })
    if (result.ok) {
      clearAttachments(chat)
      clearUnreadLine(chat)
      await jumpToEnd(chat)
      return
    }
    // Nothing is lost: what could not be saved comes back, in front of what was typed meanwhile.
    const later = textOf(chat)
    setText(chat, later === '' ? sent : `${sent}\n${later}`)
    if (result.error.code === 'token-unknown') forgetTokens(chat)
    else setFailed(true)
  }
  return { attachments, uploading, refused, hasSomething, left, canSend, failed, send }
}
