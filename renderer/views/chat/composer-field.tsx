import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { fileTime } from '../../logic/dates.ts'
import { enterSends } from '../../logic/keys.ts'
import { isMac } from '../../platform.ts'
import { attachFiles } from '../../state/attachments.ts'
import { useSettings } from '../../state/hooks.ts'
import { focusLastOwn } from '../../state/last-own.ts'
import { pastedFiles } from '../use-drop.ts'
import { Completion, useCompletion } from './preset-completion.tsx'

/** The field itself: its keys, and what is pasted into it. */
export function ComposerField({
  chat,
  person,
  text,
  onText,
  onSend,
  onFiles,
}: {
  readonly chat: string
  readonly person: Peer
  readonly text: string
  readonly onText: (text: string) => void
  readonly onSend: () => void
  /** Where only words go: what to say when files or a picture are pasted. The clipboard's text is taken all the same. */
  readonly onFiles?: () => void
}) {
  const { t } = useTranslation()
  const { sendKey } = useSettings()
  const completion = useCompletion(text)

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const files = pastedFiles(event.clipboardData, () => t('attach.pasted', { time: fileTime(Date.now()) }))
    if (files.length === 0) return
    if (onFiles === undefined) {
      event.preventDefault()
      attachFiles(chat, files)
    } else onFiles()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { nativeEvent } = event
    if (completion.onKeyDown(event)) return
    if (enterSends(nativeEvent, sendKey, isMac)) {
      event.preventDefault()
      onSend()
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
      void focusLastOwn(chat)
    }
  }

  return (
    <div className="relative flex min-w-0 grow">
      <Completion found={completion.found} chosen={completion.chosen} onTake={completion.take} />
      <textarea
        value={text}
        rows={1}
        data-focus="entry"
        {...completion.field}
        aria-label={t('composer.label', { name: person.name })}
        aria-describedby="composer-line"
        placeholder={t('composer.placeholder', { name: person.name })}
        className="max-h-[calc(8*1.375rem+1rem)] min-h-9 grow resize-none rounded-md border border-edge/60 bg-surface px-3 py-1.5 [field-sizing:content] focus-visible:outline-1 focus-visible:-outline-offset-1 in-data-[contrast=more]:focus-visible:outline-2 in-data-[contrast=more]:border-edge"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  )
}
