/** How much room pictures of messages take in the data folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createPictures } from '../../electron/host/pictures.ts'

const folder = mkdtempSync(join(tmpdir(), 'gezi-pictures-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what is only offered takes no room: an offer is a few bytes of anybody, who may never send the picture', async () => {
  const pictures = createPictures(folder, 1_000)
  for (let message = 1; message <= 100; message++)
    expect(pictures.folderFor(String(message), 900)).toBe(join(folder, String(message)))
  expect(await pictures.keep('one.png', new Uint8Array(500))).toBeDefined()
  // Whether there is still room is looked at again when it comes.
  expect([pictures.admits(join(folder, '7'), 400), pictures.admits(join(folder, '8'), 600)]).toEqual([true, false])
  expect(pictures.admits('/somewhere/else', 1e12)).toBe(true)
  const path = join(folder, '7', 'two.png')
  mkdirSync(dirname(path))
  writeFileSync(path, new Uint8Array(400))
  pictures.came(path, 400)
  expect([pictures.folderFor('101', 100), pictures.folderFor('102', 101)]).toEqual([join(folder, '101'), undefined])
})
