/** Our private keys on disk. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadKeys, type Vault } from '../../electron/host/crypto/key-file.ts'
import { temporaryFolder } from './support.ts'

const notes: string[] = []
const note = (text: string): void => void notes.push(text)
const vault: Vault = {
  seal: (text) => Buffer.from(text).reverse(),
  open: (sealed) => Buffer.from(sealed).reverse().toString(),
}

it("keys are made once, kept for their owner alone, and go into the system's vault when there is one", async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'private-keys.json')
  const made = await loadKeys(folder, undefined, note)
  expect([await loadKeys(folder, undefined, note), (await stat(path)).mode & 0o777]).toEqual([made, 0o600])
  expect(await loadKeys(folder, vault, note)).toEqual(made)
  const sealed = await readFile(path, 'utf8')
  expect([sealed.includes('PRIVATE KEY'), (await stat(path)).mode & 0o777]).toEqual([false, 0o600])
  expect(await loadKeys(folder, vault, note)).toEqual(made)
  expect(notes).toEqual([])
})

it('keys that cannot be opened are put aside, and new ones are made', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'private-keys.json')
  const first = await loadKeys(folder, vault, note)
  const second = await loadKeys(folder, undefined, note)
  expect(second).not.toEqual(first)
  expect(await readFile(`${path}.old`, 'utf8')).toContain('sealed')
  await writeFile(path, '{"form":"pla')
  expect(await loadKeys(folder, undefined, note)).not.toEqual(second)
  expect(notes).toHaveLength(2)
})
