import { useEffect } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Message, MessageAttachment } from '../../../shared/model/message.ts'
import { appearanceOf } from '../../logic/pictures.ts'
import { useView } from '../../state/store.ts'
import { wantTransfers } from '../../state/transfers.ts'
import type { Tile } from './picture-tiles.tsx'

/** What a message brings along, divided into what is shown as a picture and what is a card. */
export function useTiles(message: Message): {
  readonly tiles: readonly Tile[]
  readonly rest: readonly MessageAttachment[]
} {
  const transfers = useView(
    useShallow((state) => message.attachments.map(({ index }) => state.transfers.get(`${message.id}.${index}`))),
  )
  const unknown = transfers.some(
    (transfer, place) => transfer === undefined && message.attachments[place]?.kind !== 'other',
  )
  // Pictures have no card that would ask.
  useEffect(() => {
    if (unknown) wantTransfers(message)
  }, [unknown, message])
  const tiles: Tile[] = []
  const rest: MessageAttachment[] = []
  for (const [place, attachment] of message.attachments.entries()) {
    const appearance = appearanceOf(attachment, transfers[place])
    if (appearance.kind === 'card') rest.push(attachment)
    else tiles.push({ attachment, picture: appearance.kind === 'picture' ? appearance.picture : undefined })
  }
  return { tiles, rest }
}
