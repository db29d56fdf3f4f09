/** Drawing on pictures, as data: shapes and their history, the chosen part, keys for the whole desktop, pictures of a chat. */
import { expect, test } from 'vitest'
import { acceleratorOf, isAttempt } from '../../renderer/logic/accelerator.ts'
import {
  dragged,
  newDrawing,
  nextNumber,
  redo,
  shapeAt,
  undo,
  withRegion,
  withShape,
} from '../../renderer/logic/drawing.ts'
import { canStep, openGallery, withAfter, withBefore } from '../../renderer/logic/gallery.ts'
import { inlineSize } from '../../renderer/logic/pictures.ts'
import { moved, regionBetween, regionByKey, resized } from '../../renderer/logic/region.ts'
import { clamp, fitted, zoomAt } from '../../renderer/logic/zoom.ts'

const stroke = { colour: '#e5484d', width: 6 } as const
const picture = { width: 100, height: 80 }

test('each step is undone and redone, and a new one after an undo takes the place of what was undone', () => {
  const empty = newDrawing(undefined)
  const box = { kind: 'box', from: { x: 0, y: 0 }, to: { x: 9, y: 9 }, ...stroke } as const
  const one = withRegion(withShape(empty, box), { x: 1, y: 1, width: 5, height: 5 })
  const back = undo(undo(one))
  expect([back.shapes, back.region, redo(redo(back)).region, undo(back)]).toEqual([[], undefined, one.region, back])
  const other = withShape(undo(one), { ...box, kind: 'ellipse' })
  expect([other.shapes.map(({ kind }) => kind), other.region, redo(other)]).toEqual([
    ['box', 'ellipse'],
    undefined,
    other,
  ])
})

test('a click with a tool that needs a distance draws nothing, nor does a text without letters', () => {
  const drawing = newDrawing(undefined)
  const clicked = (['arrow', 'box', 'ellipse', 'mosaic', 'select', 'text'] as const).map((tool) =>
    shapeAt(tool, { x: 5, y: 5 }, stroke, drawing),
  )
  const blank = { kind: 'text', at: { x: 0, y: 0 }, text: ' \n', ...stroke } as const
  const drawn = [...clicked, blank].reduce((to, shape) => (shape === undefined ? to : withShape(to, shape)), drawing)
  expect(drawn).toBe(drawing)
})

test('markers count by themselves, and one that was undone is counted again', () => {
  const mark = (drawing: ReturnType<typeof newDrawing>) => {
    const shape = shapeAt('marker', { x: 1, y: 1 }, stroke, drawing)
    return shape === undefined ? drawing : withShape(drawing, shape)
  }
  const two = mark(mark(newDrawing(undefined)))
  expect([nextNumber(two), nextNumber(undo(two))]).toEqual([3, 2])
})

test('with Shift a line is straight and a box is a square', () => {
  const from = { x: 0, y: 0 }
  const line = dragged({ kind: 'arrow', from, to: from, ...stroke }, { x: 100, y: 8 }, true)
  const box = dragged({ kind: 'box', from, to: from, ...stroke }, { x: -30, y: 10 }, true)
  expect([line.kind === 'arrow' && Math.round(line.to.y), box.kind === 'box' && box.to]).toEqual([0, { x: -30, y: 30 }])
})

test('the part stays inside of the picture, turns over at its edges, and has a dot at least', () => {
  const part = regionBetween({ x: 90, y: 70 }, { x: 500, y: -5 }, picture)
  expect([
    part,
    regionBetween({ x: 100, y: 80 }, { x: 100, y: 80 }, picture),
    moved({ x: 0, y: 0, width: 50, height: 50 }, { x: -9, y: 99 }, picture),
    resized({ x: 40, y: 40, width: 20, height: 20 }, 'w', { x: 30, y: 5 }, picture),
  ]).toEqual([
    { x: 90, y: 0, width: 10, height: 70 },
    { x: 99, y: 79, width: 1, height: 1 },
    { x: 0, y: 30, width: 50, height: 50 },
    { x: 60, y: 40, width: 10, height: 20 },
  ])
})

test('arrows move the part, with Shift its corner, with Control ten times as far', () => {
  const part = { x: 10, y: 10, width: 20, height: 20 }
  const press = (key: string, shiftKey = false, ctrlKey = false) =>
    regionByKey(part, { key, shiftKey, ctrlKey }, picture)
  expect([
    press('ArrowLeft'),
    press('ArrowDown', false, true),
    press('ArrowRight', true),
    press('ArrowUp', true, true),
    press('a'),
  ]).toEqual([{ ...part, x: 9 }, { ...part, y: 20 }, { ...part, width: 21 }, { ...part, height: 10 }, undefined])
})

test('the point under the pointer stays where it is, and no edge comes further in than the window', () => {
  const [large, room] = [
    { width: 1_000, height: 1_000 },
    { width: 500, height: 500 },
  ]
  const whole = fitted(large, room)
  const near = zoomAt(whole, 4, { x: 100, y: 0 }, large, room)
  expect([whole, near, clamp({ scale: 1, x: 999, y: -999 }, large, room)]).toEqual([
    { scale: 0.5, x: 0, y: 0 },
    { scale: 2, x: -300, y: 0 },
    { scale: 1, x: 250, y: -250 },
  ])
})

test('a picture has its room in a message: its own shape, no more than fits, enough for a finger', () => {
  expect([
    inlineSize({ width: 3_600, height: 1_800 }),
    inlineSize({ width: 10, height: 10 }),
    inlineSize({ width: 900, height: 20_000 }),
  ]).toEqual([
    { width: 360, height: 180 },
    { width: 64, height: 48 },
    { width: 64, height: 280 },
  ])
})

test('pages put pictures around the one that is shown, which stays shown', () => {
  const shown = (message: string, index: number) => ({
    message,
    index,
    name: 'a.png',
    at: 0,
    type: 'png' as const,
    width: 1,
    height: 1,
  })
  const opened = openGallery('c', '5', 1, { pictures: [shown('5', 0), shown('5', 1)] })
  const all = withAfter(withBefore(opened, { pictures: [shown('4', 1), shown('4', 0)], next: '3' }), { pictures: [] })
  expect([
    all.pictures.map(({ message, index }) => `${message}.${index}`),
    all.at,
    canStep(all, -1),
    canStep(all, 1),
  ]).toEqual([['4.0', '4.1', '5.0', '5.1'], 3, true, false])
})

test('keys for the whole desktop take nothing from other programs: no copying, closing, reloading, typing', () => {
  const none = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false }
  const press = (code: string, held: Partial<typeof none>, mac = false) =>
    acceleratorOf({ ...none, key: code, code, ...held }, mac)
  expect([
    acceleratorOf({ ...none, key: 'ą', code: 'KeyA', ctrlKey: true, altKey: true }, false),
    press('KeyK', { metaKey: true }),
    press('ArrowUp', { altKey: true, shiftKey: true }),
    press('F9', { ctrlKey: true }),
    press('PrintScreen', {}),
    press('KeyK', { metaKey: true, shiftKey: true }, true),
  ]).toEqual(['Control+Alt+A', 'Super+K', 'Alt+Shift+Up', 'Control+F9', 'PrintScreen', 'Shift+Super+K'])
  expect([
    press('KeyA', {}),
    press('KeyA', { shiftKey: true }),
    press('KeyC', { ctrlKey: true }),
    press('KeyA', { altKey: true }),
    press('F5', {}),
    press('F4', { altKey: true }),
    press('ControlLeft', { ctrlKey: true }),
    press('KeyC', { metaKey: true }, true),
    press('KeyE', { altKey: true, shiftKey: true }, true),
  ]).toEqual(Array(9).fill(undefined))
  const tried = [
    { ...none, key: 'c', code: 'KeyC', ctrlKey: true },
    { ...none, key: 'F5', code: 'F5' },
    { ...none, key: 'c', code: 'KeyC' },
    { ...none, key: 'Tab', code: 'Tab', ctrlKey: true },
  ]
  expect(tried.map(isAttempt)).toEqual([true, true, false, false])
})
