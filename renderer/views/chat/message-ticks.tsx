import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react'
import type { MessageState } from '../../../shared/model/message.ts'

/** Clock, one tick, two ticks, two accent ticks, red mark. Decoration: the state stands in the message's label in words. */
export function MessageTicks({ state }: { readonly state: MessageState }) {
  const size = { className: 'size-[1em] shrink-0 text-[1.1em]', 'aria-hidden': true } as const
  switch (state) {
    case 'queued':
      return <Clock {...size} />
    case 'sent':
      return <Check {...size} />
    case 'delivered':
      return <CheckCheck {...size} />
    case 'opened':
      return <CheckCheck {...size} className={`${size.className} text-accent`} />
    case 'failed':
      return <CircleAlert {...size} className={`${size.className} text-red`} />
    case 'received':
      return null
  }
}
