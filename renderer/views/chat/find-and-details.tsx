import { PanelRight, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { findInChat, toggleDetails } from '../../state/actions.ts'
import { useView } from '../../state/store.ts'

/** The two buttons that open something beside a chat, whether of a person or of a group. */
export function FindAndDetails() {
  const { t } = useTranslation()
  const details = useView((state) => state.details)
  return (
    <>
      <IconButton label={t('chat.find')} aria-pressed={details === 'search'} onClick={findInChat}>
        <Search size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('chat.details')} aria-pressed={details === 'person'} onClick={() => toggleDetails('person')}>
        <PanelRight size={18} aria-hidden="true" />
      </IconButton>
    </>
  )
}
