/** Which of several pages tells, against a browser that answers only when it is told to. */
import { expect, test } from 'vitest'
import { createTeller, type Locks } from '../../renderer/state/teller.ts'

interface Asked {
  readonly steal: boolean
  readonly grant: () => void
  readonly lose: (reason: Error) => void
}

/** One lock for all pages. Requests stand in a line until `answer`: then they take it, or wait until nobody has it. */
function slowBrowser() {
  const line: Asked[] = []
  let holder: Asked | undefined
  const locks: Locks = {
    request: (_name, { steal = false }, held) =>
      new Promise((_settle, lose) => {
        line.push({ steal, lose, grant: () => void held() })
      }),
  }
  const give = (asked: Asked): void => {
    line.splice(line.indexOf(asked), 1)
    holder?.lose(new Error('stolen'))
    holder = asked
    asked.grant()
  }
  return {
    locks,
    async answer() {
      for (const asked of line.filter(({ steal }) => steal)) give(asked)
      await new Promise((settle) => setImmediate(settle))
    },
    /** The page that has it is gone: the first in the line has it. */
    close() {
      holder = undefined
      const next = line.find(({ steal }) => !steal)
      if (next !== undefined) give(next)
    },
  }
}

const page = (locks: Locks | undefined, told: string[], name: string) => {
  const teller = createTeller(locks)
  return { ...teller, hear: (text: string) => teller.tell(text, () => told.push(`${name}: ${text}`)) }
}

test('what arrives between a click and the answer of the browser is told once, by the page of the click', async () => {
  const { locks, answer } = slowBrowser()
  const told: string[] = []
  const [first, second] = [page(locks, told, 'first'), page(locks, told, 'second')]
  first.used()
  second.wait()
  await answer()
  for (const each of [first, second]) each.hear('one')
  second.used()
  second.hear('two')
  second.hear('taken back')
  second.takeBack('taken back')
  await answer()
  first.hear('two')
  for (const each of [first, second]) each.hear('three')
  expect(told).toEqual(['first: one', 'second: two', 'second: three'])
})

test('the page that is left tells, also when it was used at the moment when the other one closed', async () => {
  const { locks, answer, close } = slowBrowser()
  const told: string[] = []
  const [first, second] = [page(locks, told, 'first'), page(locks, told, 'second')]
  first.used()
  second.wait()
  await answer()
  second.used()
  close()
  second.hear('one')
  await answer()
  second.hear('two')
  expect(told).toEqual(['second: one', 'second: two'])
})

test('where the browser has no locks every page tells', () => {
  const told: string[] = []
  page(undefined, told, 'only').hear('one')
  expect(told).toEqual(['only: one'])
})
