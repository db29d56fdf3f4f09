/** Writes a small secret file so that after a loss of power it is there whole or not at all, readable for its owner only. */
import { open, rename } from 'node:fs/promises'

const OWNER_ONLY = 0o600

export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', OWNER_ONLY)
  try {
    await file.chmod(OWNER_ONLY)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}
