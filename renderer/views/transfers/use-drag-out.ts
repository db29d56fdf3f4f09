import type { DragEvent } from 'react'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { hasDesktop } from '../../platform.ts'
import { call } from '../../state/host.ts'
import { useWish } from './transfer-controls.tsx'

/** Properties of an element that stands for a file: it can be dragged into other programs. A browser has no means to give it to them. */
export function useDragOut(transfer: Pick<Transfer, 'id' | 'canOpen'> | undefined): {
  readonly draggable?: true
  readonly onDragStart?: (event: DragEvent) => void
} {
  const wish = useWish()
  if (!hasDesktop || transfer === undefined || !transfer.canOpen) return {}
  const { id } = transfer
  return {
    draggable: true,
    onDragStart(event) {
      // The page's own drag, of a picture or a text, would go on beside that of the system.
      event.preventDefault()
      wish(call('dragTransfer', { id }))
    },
  }
}
