import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Attachment, clipboardPlace, placesOf } from '../../shared/protocol/index.ts'

type Placed = Pick<Attachment, 'kind' | 'extended'>
const FILE: Placed = { kind: 'file', extended: [] }
const picture = (...values: string[]): Placed => ({ kind: 'clipboard', extended: [{ key: 8, values }] })

test('pictures stand where their sender put them, each one before them counting as a character, in whatever order the list has them', () => {
  const written = [0, 0, 3].map(
    (place, before): Placed => ({ kind: 'clipboard', extended: [clipboardPlace(place, before)] }),
  )
  const [first, second, third] = written.map((one) => one ?? expect.unreachable())
  expect(placesOf([third ?? FILE, FILE, first ?? FILE, second ?? FILE])).toEqual([3, undefined, 0, 0])
  expect(placesOf([picture(), picture('x'), picture('1'), picture('0')])).toEqual([undefined, undefined, 0, 0])
})

test('a list of pictures without end takes no time to speak of: it is looked at whenever the message is shown', () => {
  const list = Array.from({ length: 40_000 }, (_, n) => picture((n % 7).toString(16)))
  const began = performance.now()
  expect(placesOf(list).length).toBe(40_000)
  // Compared each with each it would be a minute or more.
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('no list makes a place below 0, or gives a file one', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constant(FILE),
          fc.nat(0xffff).map((n) => picture(n.toString(16))),
        ),
      ),
      (list) => {
        const places = placesOf(list)
        return places.every((place, at) => (list[at] === FILE ? place === undefined : (place ?? -1) >= 0))
      },
    ),
  )
})
