import { type ClipboardEvent, type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_PARTS } from '../../../../shared/api/composing-contract.ts'
import { fileTime } from '../../../logic/dates.ts'
import { enterSends } from '../../../logic/keys.ts'
import { CONFIRM_ABOVE, MAX_SHARED } from '../../../logic/recipients.ts'
import { splitText, tightest } from '../../../logic/room.ts'
import { Button } from '../../../parts/button.tsx'
import { dialogButtons } from '../../../parts/dialog.tsx'
import { fieldBox, Labelled } from '../../../parts/field.tsx'
import { Switch } from '../../../parts/switch.tsx'
import { isMac } from '../../../platform.ts'
import { closeDialog } from '../../../state/actions.ts'
import { type Attachment, attachFiles, clearAttachments, NEW_MESSAGE } from '../../../state/attachments.ts'
import { useLanguageTag, useSettings } from '../../../state/hooks.ts'
import { call } from '../../../state/host.ts'
import { keepWords, keptWords } from '../../../state/new-message.ts'
import { followSent } from '../../../state/sent.ts'
import { useView } from '../../../state/store.ts'
import { AttachButton } from '../../chat/attach-button.tsx'
import { AttachmentStrip } from '../../chat/attachment-strip.tsx'
import { overLimit } from '../../chat/composer-line.tsx'
import { pastedFiles } from '../../use-drop.ts'
import { PeoplePicker } from './people-picker.tsx'

const none: readonly Attachment[] = []

/** To whom, what, with which files; above ten people the number is confirmed in the dialog itself. */
export function RecipientsForm({
  to,
  field,
  words,
  onSent,
}: {
  /** Who is chosen at the beginning. */
  readonly to: readonly string[]
  readonly field: RefObject<HTMLInputElement | null>
  /** Has the keyboard first where the people are chosen already. */
  readonly words: RefObject<HTMLTextAreaElement | null>
  readonly onSent: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { sendKey } = useSettings()
  const peers = useView((state) => state.peers)
  const attachments = useView((state) => state.attachments.get(NEW_MESSAGE)) ?? none
  const [chosen, setChosen] = useState<readonly string[]>(to)
  const [text, setText] = useState(keptWords)
  const [shared, setShared] = useState(true)
  const [asking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()

  const receivers = useMemo(() => chosen.flatMap((id) => peers.get(id) ?? []), [chosen, peers])
  const room = useMemo(() => tightest(text, receivers), [text, receivers])
  const parts = useMemo(
    () => (room !== undefined && room.over > 0 ? splitText(text, receivers) : [text.trimEnd()]),
    [room, text, receivers],
  )
  const waiting = attachments.some(({ state }) => state !== 'ready')
  const hasSomething = text.trim() !== '' || attachments.length > 0
  const sendable = chosen.length > 0 && hasSomething && !waiting && parts.length <= MAX_PARTS
  // Who types the number has read it.
  const canSend = sendable && (!asking || typed.trim() === String(chosen.length))
  const options = { sealed: false, locked: false, shared: shared && chosen.length <= MAX_SHARED }

  const send = async (): Promise<void> => {
    if (!canSend) return
    if (chosen.length > CONFIRM_ABOVE && !asking) {
      setAsking(true)
      return
    }
    const tokens = attachments.flatMap(({ token }) => token ?? [])
    const peers = [...chosen]
    const result =
      tokens.length === 0
        ? await call('sendMessages', { peers, texts: [...parts], options })
        : await call('offerFiles', { peers, tokens, ahead: parts.slice(0, -1), text: parts.at(-1) ?? '', options })
    setAsking(false)
    if (!result.ok) {
      setProblem(result.error.code === 'peer-not-found' ? t('recipients.gone') : t('recipients.failed'))
      return
    }
    clearAttachments(NEW_MESSAGE)
    keepWords('')
    followSent(result.value.messages)
    onSent()
  }

  const goBack = (): void => {
    setAsking(false)
    setTyped('')
  }

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const files = pastedFiles(event.clipboardData, () => t('attach.pasted', { time: fileTime(Date.now()) }))
    if (files.length === 0) return
    event.preventDefault()
    attachFiles(NEW_MESSAGE, files)
  }

  const tooLong = room !== undefined && room.over > 0
  const tooLongLine = (): string | undefined => {
    if (!tooLong) return undefined
    const over = overLimit(room, t, language)
    return parts.length > MAX_PARTS ? over : `${over} · ${t('recipients.in_parts', { count: parts.length })}`
  }
  const line = problem ?? tooLongLine()
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-3">
        <PeoplePicker field={field} chosen={chosen} onChange={setChosen} />
        <Labelled label={t('recipients.text')} error={line}>
          {(ids) => (
            <textarea
              {...ids}
              ref={words}
              value={text}
              rows={3}
              className={`${fieldBox} max-h-[min(12rem,16dvh)] min-h-16 resize-none [field-sizing:content]`}
              onChange={(event) => {
                setText(event.target.value)
                keepWords(event.target.value)
              }}
              onPaste={onPaste}
              onKeyDown={(event) => {
                if (!enterSends(event.nativeEvent, sendKey, isMac)) return
                event.preventDefault()
                void send()
              }}
            />
          )}
        </Labelled>
        <AttachmentStrip chat={NEW_MESSAGE} attachments={attachments} />
      </div>
      {asking ? (
        <div className="mx-5 mt-2 flex flex-col gap-2 rounded-sm bg-red-soft px-3 py-2">
          <p role="alert" className="text-sm">
            {t('recipients.confirm', { count: chosen.length })}
          </p>
          <input
            // biome-ignore lint/a11y/noAutofocus: it was just asked for
            autoFocus
            inputMode="numeric"
            autoComplete="off"
            aria-label={t('dialect.confirm_number', { count: chosen.length })}
            placeholder={t('dialect.confirm_number', { count: chosen.length })}
            className={fieldBox}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      ) : (
        chosen.length > 1 && (
          <div className="px-5 pt-2">
            <Switch
              label={t('dialect.shared')}
              hint={
                chosen.length > MAX_SHARED ? t('dialect.shared_limit', { count: MAX_SHARED }) : t('dialect.shared_hint')
              }
              checked={shared && chosen.length <= MAX_SHARED}
              onChange={setShared}
            />
          </div>
        )
      )}
      <div className={`${dialogButtons} items-center`}>
        <span className="mr-auto">
          <AttachButton chat={NEW_MESSAGE} />
        </span>
        <Button onClick={asking ? goBack : closeDialog}>{asking ? t('recipients.back') : t('common.cancel')}</Button>
        <Button kind="primary" type="submit" disabled={!canSend}>
          {t('recipients.send', { count: chosen.length })}
        </Button>
      </div>
    </form>
  )
}
