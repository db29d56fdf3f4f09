/** By keyboard alone: not only is everything reached (tour.test.ts), it also does what it is for. */
import { beforeAll, expect, test } from 'vitest'
import { backToComposer, begin, deeds } from './deeds.ts'
import { handOn } from './hand.ts'
import { office, openPage } from './office.ts'
import { type Scene, startScene } from './scene.ts'
import { views } from './views.ts'

const WANG = '127.25.83.1'

/** There are many, and the machine may be under load. */
const LIMIT = 400_000

/** Files are dragged with a pointer; by keyboard they are pasted or chosen. */
const forPointers: ReadonlySet<string> = new Set(['drop-hint'])

office('deeds by keyboard', () => {
  let scene: Scene

  beforeAll(async () => {
    scene = await startScene(WANG, true)
    return () => scene.close()
  })

  // A minute and a half, and one deed that fails takes others with it: part of `npm run test:look`.
  test(
    'each menu, popover and dialog does what it is for by keyboard alone, and gives the keyboard back to the composer',
    async () => {
      const done = new Set(deeds.flatMap(({ of }) => of))
      expect(views.filter(({ name }) => !forPointers.has(name) && name !== 'chat' && !done.has(name))).toEqual([])
      const page = await openPage(scene.me.url)
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      const hand = handOn(page)
      await begin(hand)
      const failed: string[] = []
      for (const { of, act } of deeds) {
        try {
          await act(hand)
          await backToComposer(hand)
        } catch (error) {
          failed.push(`${of.join(', ')}: ${String(error)}`)
          await page.reload()
          await backToComposer(hand)
          await begin(hand)
        }
      }
      expect(failed).toEqual([])
    },
    LIMIT,
  )
})
