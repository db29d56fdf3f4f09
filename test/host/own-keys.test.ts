/** The thread with our keys ends while somebody waits for it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKeys } from '../../electron/host/crypto/own-keys.ts'
import { CAPABILITY } from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'
import { temporaryFolder } from './support.ts'

test('what waits for the keys comes to nothing when they are closed, and so does what is asked of them then', async () => {
  const data = await temporaryFolder()
  await writeFile(join(data, 'private-keys.json'), JSON.stringify({ form: 'plain', keys: KEYS.alice }))
  const problems: unknown[] = []
  const keys = await openKeys(
    { data, log: { write: (...line) => problems.push(line) } },
    () => problems.push('an answer for nobody'),
    (error) => problems.push(error),
  )
  const key = keys.own(2048) ?? expect.unreachable()
  const message = {
    ...{ plaintext: new Uint8Array(1), packetNo: '1', key },
    scheme: CAPABILITY.RSA_2048 | CAPABILITY.AES_256 | CAPABILITY.SIGN_SHA256,
  }
  expect(await keys.lock(message)).toBeDefined()
  const waiting = [keys.lock(message), keys.open(new Uint8Array(0), '1')]
  await keys.close()
  const late = [keys.lock(message), keys.open(new Uint8Array(0), '1')]
  expect([...(await Promise.all(waiting)), ...(await Promise.all(late)), problems]).toEqual([
    ...Array(4).fill(undefined),
    [],
  ])
})
