import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_TEXT } from '../../../shared/api/contract.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { enterSends } from '../../logic/keys.ts'
import { roomLeft } from '../../logic/room.ts'
import { IconButton } from '../../parts/button.tsx'
import { isMac } from '../../platform.ts'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { now, useView } from '../../state/store.ts'
import { clearUnreadLine, jumpToEnd } from '../../state/threads.ts'

/** A pause in typing after which the draft is saved. */
const DRAFT_AFTER = 400
/** From here on the room that is left is shown. */
const WARN_WITHIN = 300

export function Composer({ id, person }: { readonly id: string; readonly person: Peer }) {
  const { t } = useTranslation()
  const { sendKey } = useSettings()
  const [text, setText] = useState(() => now().conversations.get(id)?.draft ?? '')
  const [failed, setFailed] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const connected = useView((state) => state.link === 'online')
  const left = roomLeft(text, person.client)
  const canSend = connected && text.trim() !== '' && left >= 0
  useDraft(id, text)

  const send = async (): Promise<void> => {
    if (!canSend) return
    const sent = text.trimEnd()
    setText('')
    setFailed(false)
    const result = await call('sendMessage', { peer: person.id, text: sent })
    if (result.ok) {
      clearUnreadLine(id)
      await jumpToEnd(id)
      return
    }
    // Nothing is lost: what could not be saved comes back, in front of what was typed meanwhile.
    setText((later) => (later === '' ? sent : `${sent}\n${later}`))
    setFailed(true)
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
      <div className="flex items-end gap-2">
        <textarea
          ref={field}
          value={text}
          rows={1}
          aria-label={t('composer.label', { name: person.name })}
          aria-describedby="composer-line"
          placeholder={t('composer.placeholder', { name: person.name })}
          className="max-h-[calc(8*1.375rem+1rem)] min-h-9 grow resize-none rounded-md border border-edge/60 bg-surface px-3 py-1.5 [field-sizing:content] in-data-[contrast=more]:border-edge"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
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
        className={`text-xs empty:hidden ${failed || left < 0 ? 'text-red' : 'text-muted'} pt-1`}
        aria-live="polite"
      >
        {failed
          ? t('composer.failed')
          : left < 0
            ? t('composer.too_long', { count: -left })
            : left < WARN_WITHIN
              ? t('composer.near_limit', { count: left })
              : person.presence === 'offline' && text !== ''
                ? t('composer.offline', { name: person.name })
                : null}
      </p>
    </div>
  )
}

/** Saves the draft after a pause, and at once when the chat is left or the window closes. */
function useDraft(id: string, text: string): void {
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

/** ↑ in the empty field: the actions of the last own message. */
function focusLastOwn(): void {
  const own = document.querySelectorAll<HTMLElement>('[data-pane="messages"] [data-own]')
  own[own.length - 1]?.focus()
}
