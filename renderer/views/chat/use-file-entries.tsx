import {
  Ban,
  CircleX,
  ClipboardCopy,
  Download,
  ExternalLink,
  FolderOpen,
  Pause,
  Play,
  RotateCw,
  Save,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useShallow } from 'zustand/react/shallow'
import type { Message } from '../../../shared/model/message.ts'
import { actionsOf } from '../../logic/transfers.ts'
import type { MenuEntry } from '../../parts/menu.tsx'
import { copyText } from '../../state/actions.ts'
import { now, useView } from '../../state/store.ts'
import { actOn } from '../../state/transfer-actions.ts'
import { useAbilities } from '../../state/transfers.ts'
import { useWish } from '../transfers/transfer-controls.tsx'

const icons = {
  accept: Download,
  'accept-again': Download,
  'save-as': Save,
  decline: Ban,
  pause: Pause,
  resume: Play,
  retry: RotateCw,
  cancel: CircleX,
  withdraw: CircleX,
  open: ExternalLink,
  show: FolderOpen,
  fetch: Download,
} as const

/** What the card of a file has buttons for, in the menu of its message: of the file that was pointed at, or of the only one. */
export function useFileEntries(message: Message | undefined, pointed: number | undefined): readonly MenuEntry[] {
  const { t } = useTranslation()
  const wish = useWish()
  const abilities = useAbilities()
  const { attachments = [] } = message ?? {}
  const file = attachments.length === 1 ? attachments[0] : attachments.find(({ index }) => index === pointed)
  const id = `${message?.id}.${file?.index}`
  // Not the bytes of it: with each of them the whole list would be drawn.
  const actions = useView(
    useShallow(({ transfers }) => {
      const transfer = transfers.get(id)
      return transfer === undefined ? [] : actionsOf(transfer, abilities)
    }),
  )
  if (file === undefined) return []
  return [
    ...actions.map((action): MenuEntry => {
      const Icon = icons[action]
      return {
        key: `file-${action}`,
        label: t(`transfer.action.${action}`),
        icon: <Icon size={16} />,
        run: () => {
          const transfer = now().transfers.get(id)
          if (transfer !== undefined) wish(actOn(transfer, action))
        },
      }
    }),
    {
      key: 'file-name',
      label: t('ease.copy_name'),
      icon: <ClipboardCopy size={16} />,
      run: () => void copyText(file.name, t('ease.name_copied')),
    },
  ]
}
