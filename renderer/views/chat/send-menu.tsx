import { ChevronUp, Lock, Mail } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MessageOptions } from '../../../shared/api/method.ts'
import { traits } from '../../../shared/model/dialect.ts'
import type { Peer } from '../../../shared/model/peer.ts'
import { iconButton } from '../../parts/button.tsx'
import { ButtonMenu, type MenuEntry } from '../../parts/menu.tsx'
import { composerElement } from '../../state/focus.ts'

/** The other ways to send, beside the button for the ordinary one; nothing where the person's program knows none. */
export function SendMenu({
  person,
  canSend,
  onSend,
}: {
  readonly person: Peer
  readonly canSend: boolean
  readonly onSend: (options: MessageOptions) => void
}) {
  const { t } = useTranslation()
  const { sealed, locked } = traits[person.dialect]
  if (!sealed && !locked) return null
  const entries: readonly MenuEntry[] = [
    ...(sealed
      ? [
          {
            key: 'sealed',
            label: t('dialect.send_sealed'),
            icon: <Mail size={16} />,
            disabled: !canSend,
            run: () => onSend({ sealed: true, locked: false }),
          },
        ]
      : []),
    ...(locked
      ? [
          {
            key: 'locked',
            label: t('dialect.send_locked'),
            icon: <Lock size={16} />,
            disabled: !canSend,
            run: () => onSend({ sealed: true, locked: true }),
          },
        ]
      : []),
  ]
  return (
    <ButtonMenu
      entries={entries}
      finalFocus={composerElement}
      trigger={
        <button type="button" aria-label={t('dialect.send_menu')} className={`${iconButton} -mx-1 w-6!`}>
          <ChevronUp size={16} aria-hidden="true" />
        </button>
      }
    />
  )
}
