import { ArrowDownUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { isMoving } from '../../logic/transfers.ts'
import { IconButton } from '../../parts/button.tsx'
import { useView } from '../../state/store.ts'
import { toggleTransfers } from '../../state/transfer-actions.ts'

/** The way to the transfer centre, with the number of those under way. */
export function TransfersButton() {
  const { t } = useTranslation()
  const open = useView((state) => state.details === 'transfers' && state.transfersWith === undefined)
  const moving = useView((state) => {
    let count = 0
    for (const transfer of state.host?.transfers ?? []) if (isMoving(transfer)) count += 1
    return count
  })
  return (
    <IconButton
      label={moving === 0 ? t('transfer.title') : t('transfer.title_count', { count: moving })}
      aria-pressed={open}
      className="relative"
      onClick={() => toggleTransfers(undefined)}
    >
      <ArrowDownUp size={18} aria-hidden="true" />
      {moving > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-0 right-0 min-w-4 rounded-full bg-fill px-1 text-center text-[0.625rem] leading-4 font-semibold text-on-fill tabular-nums"
        >
          {moving > 99 ? '99+' : moving}
        </span>
      )}
    </IconButton>
  )
}
