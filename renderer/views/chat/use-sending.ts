import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageOptions } from '../../../shared/api/method.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { snippetOf, withQuote } from '../../../shared/model/quote.ts'
import { fileTime } from '../../logic/dates.ts'
import { type Room, splitText, tightest } from '../../logic/room.ts'
import { stageFile } from '../../platform.ts'
import { type Attachment, clearAttachments, renewTokens } from '../../state/attachments.ts'
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
  /** Of one message to this person. */
  readonly room: Room | undefined
  /** What the text becomes when it is too long for one message, else undefined. */
  readonly parts: readonly string[] | undefined
  readonly canSend: boolean
  /** The last attempt was refused by the host. */
  readonly failed: boolean
  /** As an ordinary message without options. */
  readonly send: (options?: MessageOptions) => Promise<void>
  /** The too long text in several messages, the quote with the first and the files with the last. */
  readonly sendParts: () => Promise<void>
  /** The too long text as a file, with the others; an answer's beginning goes along as text, so that its quote has a place. */
  readonly sendAsFile: () => Promise<void>
}

/** What waits in a chat's composer, whether it can go out, and how. */
export function useSending(chat: string, person: Peer, text: string): Sending {
  const { t } = useTranslation()
  const [failedIn, setFailedIn] = useState<string>()
  const connected = useView((state) => state.link === 'online')
  const attachments = useView((state) => state.attachments.get(chat)) ?? none
  const uploading = attachments.filter(({ state }) => state === 'waiting' || state === 'staging').length
  const refused = attachments.filter(({ state }) => state === 'failed').length
  const hasSomething = text.trim() !== '' || attachments.length > 0
  const { name, dialect, trust } = person
  const quoting = useView((state) => state.conversations.get(chat)?.quoting)
  const reply = quoting === undefined ? {} : { reply: quoting.id }
  const quoted = quoting?.text
  const { room, parts } = useMemo(() => {
    const asSent = (answer: string): string => (quoted === undefined ? answer : withQuote(name, quoted, answer))
    const receivers = [{ name, dialect, trust }]
    const room = tightest(asSent(text), receivers)
    return { room, parts: room !== undefined && room.over > 0 ? splitText(text, receivers, asSent) : undefined }
  }, [text, quoted, name, dialect, trust])
  const tooLong = parts !== undefined
  const ready = connected && hasSomething && uploading === 0 && refused === 0
  const tokens = attachments.flatMap(({ token }) => token ?? [])

  /** Empties the field, and fills it again when the host refuses: nothing is lost. */
  const attempt = async (work: (sent: string) => Promise<string | undefined>): Promise<void> => {
    const sent = text.trimEnd()
    setText(chat, '')
    setFailedIn(undefined)
    const problem = await work(sent)
    if (problem === undefined) {
      clearAttachments(chat)
      clearUnreadLine(chat)
      await jumpToEnd(chat)
      return
    }
    // In front of what was typed meanwhile.
    const later = textOf(chat)
    setText(chat, later === '' ? sent : `${sent}\n${later}`)
    if (problem === 'token-unknown') await renewTokens()
    else setFailedIn(chat)
  }
  const peers = [person.id]
  const offer = async (
    given: readonly string[],
    ahead: readonly string[],
    last: string,
    options?: MessageOptions,
  ): Promise<string | undefined> => {
    const words = { text: last, ...(ahead.length > 0 && { ahead: [...ahead] }), ...(options && { options }) }
    const offered = await call('offerFiles', { peers, tokens: [...given], ...words, ...reply })
    return offered.ok ? undefined : offered.error.code
  }

  return {
    attachments,
    uploading,
    refused,
    hasSomething,
    room,
    parts,
    canSend: ready && !tooLong,
    failed: failedIn === chat,
    async send(options) {
      if (!ready || tooLong) return
      await attempt(async (sent) => {
        if (tokens.length > 0) return offer(tokens, [], sent, options)
        const result = await call('sendMessage', { peer: person.id, text: sent, ...reply, ...(options && { options }) })
        return result.ok ? undefined : result.error.code
      })
    },
    async sendParts() {
      if (!ready || parts === undefined) return
      await attempt(async () => {
        if (tokens.length > 0) return offer(tokens, parts.slice(0, -1), parts.at(-1) ?? '')
        const result = await call('sendMessages', { peers, texts: [...parts], ...reply })
        return result.ok ? undefined : result.error.code
      })
    },
    async sendAsFile() {
      if (!ready) return
      await attempt(async (sent) => {
        const file = new File([sent], `${t('composer.file_name')} ${fileTime(Date.now())}.txt`, { type: 'text/plain' })
        const staged = await stageFile(file, () => {}, new AbortController().signal)
        if (!staged.ok) return staged.error
        return offer([...tokens, staged.value.token], [], quoted === undefined ? '' : snippetOf(sent))
      })
    },
  }
}
