/**
 * Our private keys between two runs: made once, in a file that nobody else may read. A desktop gives a vault (the system's key store); then
 * the file holds what only this user on this computer can open. Keys that cannot be opened any more (a copied folder, a reset key store) are
 * put aside and new ones made: colleagues hear of it as they hear of every other new key.
 */
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { generateKeys, type PrivateKeys } from '../cipher.ts'
import { writeWhole } from './write-whole.ts'

/** The system's key store. Both throw what the system says. */
export interface Vault {
  seal(text: string): Uint8Array
  open(sealed: Uint8Array): string
}

const NAME = 'private-keys.json'

const Keys = z.object({ 1024: z.string(), 2048: z.string() })
const Stored = z.discriminatedUnion('form', [
  z.object({ form: z.literal('plain'), keys: Keys }),
  z.object({ form: z.literal('sealed'), sealed: z.string() }),
])

/** Throws when the folder cannot be written: without a place for keys there are none. */
export async function loadKeys(
  folder: string,
  vault: Vault | undefined,
  note: (text: string) => void,
): Promise<PrivateKeys> {
  const path = join(folder, NAME)
  const stored = await read(path)
  const opened = stored === undefined ? undefined : open(stored, vault)
  if (opened !== undefined) {
    // A vault that was not there before: the open file is none any more.
    if (stored?.form === 'plain' && vault !== undefined) await write(path, opened, vault)
    return opened
  }
  if (stored !== undefined) {
    await rename(path, `${path}.old`).catch(() => rm(path, { force: true }))
    note('the private keys could not be opened; new ones are made')
  }
  const made = await generateKeys()
  await write(path, made, vault)
  return made
}

async function read(path: string): Promise<z.infer<typeof Stored> | undefined> {
  try {
    return Stored.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return { form: 'sealed', sealed: '' }
  }
}

function open(stored: z.infer<typeof Stored>, vault: Vault | undefined): PrivateKeys | undefined {
  if (stored.form === 'plain') return stored.keys
  try {
    return Keys.parse(JSON.parse(vault?.open(new Uint8Array(Buffer.from(stored.sealed, 'base64'))) ?? ''))
  } catch {
    return undefined
  }
}

async function write(path: string, keys: PrivateKeys, vault: Vault | undefined): Promise<void> {
  const stored: z.infer<typeof Stored> =
    vault === undefined
      ? { form: 'plain', keys }
      : { form: 'sealed', sealed: Buffer.from(vault.seal(JSON.stringify(keys))).toString('base64') }
  await writeWhole(path, `${JSON.stringify(stored)}\n`)
}
