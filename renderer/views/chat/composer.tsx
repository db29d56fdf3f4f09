import { SendHorizontal } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { fileTime } from '../../logic/dates.ts'
import { enterSends } from '../../logic/keys.ts'
import { roomLeft } from '../../logic/room.ts'
import { IconButton } from '../../parts/button.tsx'
import { isMac } from '../../platform.ts'
import { type Attachment, attachFiles, clearAttachments, forgetTokens } from '../../state/attachments.ts'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { now, useView } from '../../state/store.ts'
import { clearUnreadLine, jumpToEnd } from '../../state/threads.ts'
import { pastedFiles } from '../use-drop.ts'
import { AttachButton } from './attach-button.tsx'
import { AttachmentStrip } from './attachment-strip.tsx'
import { useDraft } from './use-draft.ts'

/** From here on the room that is left is shown. */
const WARN_WITHIN = 300
const none: readonly Attachment[] = []

export function Composer({ id, person }: { readonly id: string; readonly person: Peer }) {
  const { t } = useTranslation()
  const { sendKey } = useSettings()
  const [text, setText] = useState(() => now().conversations.get(id)?.draft ?? '')
  const [failed, setFailed] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const connected = useView((state) => state.link === 'online')
  const left = roomLeft(text, person.client)
  const attachments = useView((state) => state.attachments.get(id)) ?? none
  const uploading = attachments.filter(({ state }) => state === 'waiting' || state === 'staging').length
  const refused = attachments.filter(({ state }) => state === 'failed').length
  const hasSomething = text.trim() !== '' || attachments.length > 0
  const canSend = connected && hasSomething && left >= 0 && uploading === 0 && refused === 0
  useDraft(id, text)

  const send = async (): Promise<void> => {
    if (!canSend) return
    const sent = text.trimEnd()
    const tokens = attachments.flatMap(({ token }) => token ?? [])
    setText('')
    setFailed(false)
    const result =
      tokens.length === 0
        ? await call('sendMessage', { peer: person.id, text: sent })
        : await call('offerFiles', { peers: [person.id], tokens, text: sent })
    if (result.ok) {
      clearAttachments(id)
      clearUnreadLine(id)
      await jumpToEnd(id)
      return
    }
    // Nothing is lost: what could not be saved comes back, in front of what was typed meanwhile.
    setText((later) => (later === '' ? sent : `${sent}\n${later}`))
    if (result.error.code === 'token-unknown') forgetTokens(id)
    else setFailed(true)
  }

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const files = pastedFiles(event.clipboardData, () => t('attach.pasted', { time: fileTime(Date.now()) }))
    if (files.length === 0) return
    event.preventDefault()
    attachFiles(id, files)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { nativeEvent } = event
    if (enterSends(nativeEvent, sendKey, isMac)) {
      event.preventDefault()
      void send()
    } else if (
      event.key === 'Enter' &&
      sendKey === 'enter' &&
      (event.ctrlKey || event.metaKey) &&
      !nativeEvent.isComposing
    ) {
      event.preventDefault()
      document.execCommand('insertLineBreak')
    } else if (event.key === 'ArrowUp' && text === '' && !event.altKey && !nativeEvent.isComposing) {
      event.preventDefault()
      focusLastOwn()
    }
  }

  return (
    <div className="shrink-0 border-t border-line px-4 pt-3 pb-3" data-pane="composer">
      <AttachmentStrip chat={id} attachments={attachments} />
      <div className="flex items-end gap-2">
        <AttachButton chat={id} />
        <textarea
          ref={field}
          value={text}
          rows={1}
          data-focus="entry"
          aria-label={t('composer.label', { name: person.name })}
          aria-describedby="composer-line"
          placeholder={t('composer.placeholder', { name: person.name })}
          className="max-h-[calc(8*1.375rem+1rem)] min-h-9 grow resize-none rounded-md border border-edge/60 bg-surface px-3 py-1.5 [field-sizing:content] in-data-[contrast=more]:border-edge"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <IconButton
          label={t('composer.send')}
          disabled={!canSend}
          className="rounded-full! enabled:bg-fill enabled:text-on-fill enabled:hover:bg-fill enabled:hover:text-on-fill enabled:hover:opacity-90"
          onClick={() => {
            void send()
            field.current?.focus()
          }}
        >
          <SendHorizontal size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <p
        id="composer-line"
        className={`text-xs empty:hidden ${failed || left < 0 || refused > 0 ? 'text-red' : 'text-muted'} pt-1`}
        aria-live="polite"
      >
        {failed
          ? t('composer.failed')
          : left < 0
            ? t('composer.too_long', { count: -left })
            : left < WARN_WITHIN
              ? t('composer.near_limit', { count: left })
              : refused > 0
                ? t('attach.refused', { count: refused })
                : uploading > 0
                  ? t('attach.uploading', { count: uploading })
                  : person.presence === 'offline' && hasSomething
                    ? t('composer.offline', { name: person.name })
                    : null}
      </p>
    </div>
  )
}

/** ↑ in the empty field: the actions of the last own message. */
function focusLastOwn(): void {
  const own = document.querySelectorAll<HTMLElement>('[data-pane="messages"] [data-own]')
  own[own.length - 1]?.focus()
}
