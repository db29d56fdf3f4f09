/** What is told about outgoing messages: each change once, and of the waiting ones only as many as a person sees. */
import type { Context } from './context.ts'
import type { DeliveryReason, DeliveryState } from './io.ts'
import { type Item, type Lane, waitingReason } from './lane.ts'

export interface Labels {
  tell(item: Item, delivery: DeliveryState): void
  /** Tells the waiting ones of a lane why they wait; `obstacle` is what keeps even the first one. */
  label(lane: Lane, obstacle: DeliveryReason | undefined): void
}

export function createLabels(context: Context): Labels {
  function tell(item: Item, delivery: DeliveryState): void {
    const { told } = item
    if (delivery.state === 'queued' && told?.state === 'queued' && told.reason === delivery.reason) return
    item.told = delivery
    context.emit({ type: 'message-state', id: item.message.id, delivery })
  }

  return {
    tell,
    label(lane, obstacle) {
      let place = 0
      for (const item of lane.items.values()) {
        if (place === context.limits.relabelled) return
        const isFirst = place++ === 0
        if (isFirst && lane.head.state !== 'waiting') continue
        tell(item, { state: 'queued', reason: waitingReason(lane, isFirst, obstacle) })
      }
    },
  }
}
