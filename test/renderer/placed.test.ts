import { expect, test } from 'vitest'
import { placedMessage } from '../../renderer/logic/placed.ts'
import type { Message, MessageAttachment } from '../../shared/model/message.ts'

const message = (text: string, ...places: (number | undefined)[]): Message => ({
  ...{ id: '1', conversation: 'zhang', direction: 'in', text, at: 1, state: 'received', attempts: 0 },
  ...{ encoding: 'utf-8', sealed: false, locked: false, broadcast: false, automatic: false },
  attachments: places.map(
    (place, index): MessageAttachment => ({
      ...{ index, kind: 'image', name: `${index}.png`, size: 1 },
      ...(place !== undefined && { place }),
    }),
  ),
})
/** Words as they are, pictures by their numbers, and above all what has no place. */
const shown = (given: Message) => {
  const placed = placedMessage(given)
  const numbers = ({ attachments }: Message) => attachments.map(({ index }) => index)
  return (
    placed && [
      numbers(placed.beside),
      ...placed.pieces.map((piece) => (typeof piece === 'string' ? piece : numbers(piece))),
    ]
  )
}

test('pictures stand where their sender put them, those at one place together; others, and files, above', () => {
  expect(shown(message('看这里', 2))).toEqual([[], '看这', [0], '里'])
  expect(shown(message('一\n二\n三', 2, undefined, 4, 4))).toEqual([[1], '一', [0], '二', [2, 3], '三'])
  expect(shown(message('先后', 0, 2, 99))).toEqual([[0], '先后', [1, 2]])
})

test('without a text, without a place, or within a very long text they stay above', () => {
  expect(
    [message('', 3), message('text', undefined), message('text', 0), message('x'.repeat(4_000), 5)].map(shown),
  ).toEqual(Array(4).fill(undefined))
})
