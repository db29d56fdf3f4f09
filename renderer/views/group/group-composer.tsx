import { SendHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/model/group.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { IconButton } from '../../parts/button.tsx'
import { setText, textOf } from '../../state/drafts.ts'
import { focusComposer } from '../../state/focus.ts'
import { call } from '../../state/host.ts'
import { useView } from '../../state/store.ts'
import { clearUnreadLine, jumpToEnd } from '../../state/threads.ts'
import { ComposerField } from '../chat/composer-field.tsx'
import { EmojiButton } from '../chat/emoji/emoji-button.tsx'
import { PresetsButton } from '../chat/presets-button.tsx'
import { useDraft } from '../chat/use-draft.ts'

/** Words only: FeiQ's groups carry neither files nor pictures. */
export function GroupComposer({ group, person }: { readonly group: Group; readonly person: Peer }) {
  const { t } = useTranslation()
  const { id, number } = group
  const [text, setDraft] = useDraft(id)
  const [problem, setProblem] = useState<'network-down' | 'too-long' | 'other'>()
  const canSend = useView((view) => view.link === 'online') && text.trim() !== ''

  /** Empties the field, and fills it again when nothing left: nobody repeats what is said in a group. */
  const send = async (): Promise<void> => {
    if (!canSend) return
    const sent = text.trimEnd()
    setText(id, '')
    setProblem(undefined)
    const result = await call('groupSend', { group: number, text: sent })
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
    <div className="shrink-0 border-t border-line px-4 pt-3 pb-3" data-pane="composer">
      <div className="flex items-end gap-2">
        <div className="flex shrink-0">
          <EmojiButton />
          <PresetsButton />
        </div>
        <ComposerField
          key={id}
          chat={id}
          person={person}
          text={text}
          onText={setDraft}
          onSend={() => void send()}
          takesFiles={false}
        />
        <IconButton
          label={t('composer.send')}
          disabled={!canSend}
          className="rounded-full! enabled:bg-fill enabled:text-on-fill enabled:hover:bg-fill enabled:hover:text-on-fill enabled:hover:opacity-90"
          onClick={() => {
            void send()
            focusComposer()
          }}
        >
          <SendHorizontal size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <p id="composer-line" className="pt-1 text-xs text-red empty:hidden" aria-live="polite">
        {problem === undefined
          ? null
          : problem === 'network-down'
            ? t('group.network_down')
            : problem === 'too-long'
              ? t('group.too_long')
              : t('composer.failed')}
      </p>
    </div>
  )
}
