import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { useView } from '../../state/store.ts'

/** Lies over the chat while files are held over it. */
export function DropHint({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const shown = useView((state) => state.dropTarget === person.id)
  if (!shown) return null
  return (
    <div className="pointer-events-none absolute inset-2 z-10 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-surface/90">
      <p className="px-6 text-center text-lg font-semibold text-balance">{t('attach.drop', { name: person.name })}</p>
    </div>
  )
}
