import { Check, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/model/message.ts'
import { snippetOf } from '../../../shared/model/quote.ts'
import { receivers } from '../../logic/forwarding.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { fieldBox } from '../../parts/field.tsx'
import { closeDialog } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { forward } from '../../state/reading.ts'
import { clearSelection } from '../../state/selection.ts'
import { useView } from '../../state/store.ts'

/** Who is not among them is found by typing. */
const SHOWN = 60
/** As many as one offer goes to. */
const MAX_RECEIVERS = 200
const MAX_COMMENT = 2_000

/** Sends messages on to others: whom, and a word about it. The focus stays in the field; arrows walk, Enter chooses. */
export function ForwardDialog({ messages }: { readonly messages: readonly Message[] }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const list = useId()
  const field = useRef<HTMLInputElement>(null)
  const peers = useView((state) => state.peers)
  const conversations = useView((state) => state.conversations)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [comment, setComment] = useState('')
  const [sending, setSending] = useState(false)
  const missing = useMissing(messages)
  const shown = useMemo(
    () => receivers(peers, conversations, query, new Intl.Collator(language)).slice(0, SHOWN),
    [peers, conversations, query, language],
  )
  const active = Math.min(at, shown.length - 1)
  const canSend = chosen.size > 0 && !sending

  const toggle = (id: string): void => {
    const next = new Set(chosen)
    if (!next.delete(id) && next.size < MAX_RECEIVERS) next.add(id)
    setChosen(next)
  }
  const send = async (): Promise<void> => {
    if (!canSend) return
    setSending(true)
    const whole = await forward({ messages, peers: [...chosen], comment })
    closeDialog()
    clearSelection()
    notify(whole ? t('reading.forwarded', { count: chosen.size }) : t('reading.forward_failed'))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt(Math.max(0, Math.min(shown.length - 1, active + step)))
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
    else if (event.key === 'Enter') {
      const peer = shown[active]
      if (peer !== undefined) toggle(peer.id)
    } else return
    event.preventDefault()
  }
  useEffect(() => {
    document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [list, active])

  return (
    <Dialog
      title={t('reading.forward_title', { count: messages.length })}
      hint={previewOf(messages)}
      initialFocus={field}
    >
      <div className="flex min-h-0 flex-col gap-2 px-5 pt-3">
        <div className="relative">
          <Search size={16} className="pointer-events-none absolute top-2 left-2.5 text-muted" aria-hidden="true" />
          <input
            ref={field}
            type="text"
            role="combobox"
            aria-label={t('reading.forward_to')}
            aria-expanded={true}
            aria-controls={list}
            aria-activedescendant={shown.length === 0 ? undefined : `${list}-${active}`}
            placeholder={t('reading.forward_search')}
            autoComplete="off"
            spellCheck={false}
            value={query}
            className={`${fieldBox} pl-8!`}
            onChange={(event) => {
              setQuery(event.target.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div
          id={list}
          role="listbox"
          aria-label={t('reading.forward_to')}
          aria-multiselectable="true"
          tabIndex={-1}
          className="h-56 min-h-24 overflow-y-auto rounded-sm border border-line p-1"
        >
          {shown.map((peer, index) => (
            <div
              key={peer.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={chosen.has(peer.id)}
              tabIndex={-1}
              className={`flex min-h-10 cursor-default items-center gap-2 rounded-sm px-2 py-1 ${index === active ? 'bg-hover' : ''}`}
              onClick={() => {
                setAt(index)
                toggle(peer.id)
              }}
              onKeyDown={() => {}}
            >
              <Avatar peer={peer} size="small" ring="border-overlay" />
              <span className="min-w-0 grow truncate text-sm">
                {peer.name}
                <span className="text-muted">{peer.group === '' ? '' : ` · ${peer.group}`}</span>
                <span className="sr-only">, {t(`presence.${peer.presence}`)}</span>
              </span>
              <span
                aria-hidden="true"
                className={`flex size-5 shrink-0 items-center justify-center rounded-full border ${chosen.has(peer.id) ? 'border-fill bg-fill text-on-fill' : 'border-edge'}`}
              >
                {chosen.has(peer.id) && <Check size={14} />}
              </span>
            </div>
          ))}
          {shown.length === 0 && <p className="p-2 text-sm text-muted">{t('reading.forward_nobody')}</p>}
        </div>
        <input
          type="text"
          aria-label={t('reading.comment')}
          placeholder={t('reading.comment')}
          autoComplete="off"
          maxLength={MAX_COMMENT}
          value={comment}
          className={fieldBox}
          onChange={(event) => setComment(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            void send()
          }}
        />
        <p className="min-h-4 text-xs text-muted" aria-live="polite">
          {missing > 0 && t('reading.files_missing', { count: missing })}
        </p>
      </div>
      <div className={`${dialogButtons} pt-2!`}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button kind="primary" disabled={!canSend} onClick={() => void send()}>
          {chosen.size === 0 ? t('reading.forward') : t('reading.forward_to_count', { count: chosen.size })}
        </Button>
      </div>
    </Dialog>
  )
}

/** The beginning of the first one that has words, or the name of a file. */
function previewOf(messages: readonly Message[]): string {
  const text = messages.map((message) => snippetOf(message.text)).find((snippet) => snippet !== '')
  return (text ?? messages.flatMap(({ attachments }) => attachments.map(({ name }) => name)).join(', '))
    .replace(/\s+/g, ' ')
    .slice(0, 120)
}

/** How many of their files are not on this computer, and stay behind. */
function useMissing(messages: readonly Message[]): number {
  const [missing, setMissing] = useState(0)
  useEffect(() => {
    const withFiles = messages.filter(({ attachments }) => attachments.length > 0)
    void Promise.all(withFiles.map(({ id }) => call('stageAttachments', { message: id }))).then((all) =>
      setMissing(all.reduce((sum, staged) => sum + (staged.ok ? staged.value.missing : 0), 0)),
    )
  }, [messages])
  return missing
}
