import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { setText, textOf } from '../../state/drafts.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { clearUnreadLine, jumpToEnd } from '../../state/threads.ts'
import { ComposerField } from '../chat/composer-field.tsx'
import { EmojiButton } from '../chat/emoji/emoji-button.tsx'
import { PresetsButton } from '../chat/presets-button.tsx'
import { SendButton } from '../chat/send-button.tsx'
import { useDraft } from '../chat/use-draft.ts'
import { QuoteBar } from '../reading/quote-bar.tsx'

const problems = {
  'network-down': 'group.network_down',
  'too-long': 'group.too_long',
  'words-only': 'group.words_only',
  other: 'composer.failed',
} as const

/** Words only: FeiQ's groups carry neither files nor pictures. */
export function GroupComposer({ group, person }: { readonly group: Group; readonly person: Peer }) {
  const { t } = useTranslation()
  const { id, number } = group
  const [text, setDraft] = useDraft(id)
  const [problem, setProblem] = useState<keyof typeof problems>()
  const quoting = useView((view) => view.conversations.get(id)?.quoting?.id)
  const canSend = useView((view) => view.link === 'online') && text.trim() !== ''

  /** Empties the field, and fills it again when nothing left: nobody repeats what is said in a group. */
  const send = async (): Promise<void> => {
    if (!canSend) return
    const sent = text.trimEnd()
    setText(id, '')
    setProblem(undefined)
    const reply = quoting === undefined ? {} : { reply: quoting }
    const result = await call('groupSend', { group: number, text: sent, ...reply })
    if (result.ok) {
      clearUnreadLine(id)
      await jumpToEnd(id)
      return
    }
    const later = textOf(id)
    setText(id, later === '' ? sent : `${sent}\n${later}`)
    const { code } = result.error
    setProblem(code === 'network-down' || code === 'too-long' ? code : 'other')
  }
  return (
    <div className="@container shrink-0 border-t border-line px-4 pt-3 pb-3 max-[460px]:px-2" data-pane="composer">
      <QuoteBar chat={id} person={person} />
      <div className="flex items-end gap-2 @max-[24rem]:flex-wrap">
        <div className="flex shrink-0 @max-[24rem]:basis-full">
          <EmojiButton />
          <PresetsButton />
        </div>
        <ComposerField
          key={id}
          chat={id}
          person={person}
          text={text}
          onText={(next) => {
            setProblem(undefined)
            setDraft(next)
          }}
          onSend={() => void send()}
          onFiles={() => setProblem('words-only')}
        />
        <SendButton canSend={canSend} onSend={() => void send()} />
      </div>
      <p id="composer-line" className="pt-1 text-xs text-red empty:hidden" aria-live="polite">
        {problem === undefined ? null : t(problems[problem])}
      </p>
    </div>
  )
}
