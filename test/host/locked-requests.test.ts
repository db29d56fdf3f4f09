/** Encrypted requests on their way to the thread with the keys. */
import { expect, test } from 'vitest'
import type { Opened } from '../../electron/host/crypto/own-keys.ts'
import { createRequestLocks } from '../../electron/host/locked-requests.ts'
import { encodeEncryptedRequest, type LockedRequest } from '../../shared/protocol/index.ts'

const plaintext = encodeEncryptedRequest({
  ...{ kind: 'folder', packetNo: '7', fileId: 0, offset: 0, bodyKey: new Uint8Array(32), requestNo: '8', extra: [] },
})
const request: LockedRequest = {
  ...{ locked: true, kind: 'folder' },
  header: {
    ...{ version: '1', packetNo: '8', user: new Uint8Array(0), host: new Uint8Array(0), command: 0x62, flags: 0 },
    body: new Uint8Array(0),
  },
}

test('more requests than the thread takes at once wait for their turn', async () => {
  const opening: ((opened: Opened) => void)[] = []
  let most = 0
  const unlock = createRequestLocks(
    {
      open: () =>
        new Promise((resolve) => {
          most = Math.max(most, opening.push(resolve))
        }),
    },
    () => 0,
  )
  const asked = Array.from({ length: 150 }, (_, index) => unlock(request, `10.0.0.${index}`))
  let answered = 0
  for (const one of asked) void one.then(() => answered++)
  while (answered < asked.length) {
    opening.shift()?.({ plaintext, isSignedWith: () => true })
    await new Promise(setImmediate)
  }
  const answers = await Promise.all(asked)
  expect([most, answers.filter((answer) => answer?.lock?.requestNo === '8').length]).toEqual([64, 150])
})
