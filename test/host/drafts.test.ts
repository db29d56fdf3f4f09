/** What waits in a composer, over a restart of the host: by path where the user has the file, by our own copy where he gave bytes. */
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { address, openTestHost, temporaryFolder } from './support.ts'

test('files, folders and pasted bytes are there again; what is gone or changed says so; what is taken out leaves the spool', async () => {
  const data = await temporaryFolder()
  const folder = await temporaryFolder()
  await mkdir(join(folder, '目录'))
  await writeFile(join(folder, '目录', 'a'), '12345')
  for (const name of ['same.txt', 'gone.txt', 'changed.txt']) await writeFile(join(folder, name), '123')
  const bind = address(201)
  const first = await openTestHost({ bind, data })
  const other = await openTestHost({ bind: address(202), name: '张三', peers: [bind] })
  const peer = await first.until(({ peers }) => peers.find(({ name }) => name === '张三')?.id)
  await first.client.call('openConversation', { peer })
  const staged = await first.host.stage(
    ['same.txt', '目录', 'gone.txt', 'changed.txt'].map((name) => join(folder, name)),
    'offer',
  )
  const pasted = await first.host.upload('截图.png', 3, Readable.from([Buffer.from('png')]))
  if (!staged.ok || !pasted.ok) throw new Error('nothing was staged')
  const tokens = [...staged.value, pasted.value].map(({ token }) => token)
  expect(await first.client.call('setDraftFiles', { conversation: peer, tokens })).toEqual({ ok: true, value: {} })
  await first.host.close()
  await other.host.close()

  await rm(join(folder, 'gone.txt'))
  await writeFile(join(folder, 'changed.txt'), '12345678')
  await utimes(join(folder, 'changed.txt'), 1, 1)
  const { client, until } = await openTestHost({ bind, data })
  expect(
    await until(({ conversations }) => conversations.find(({ id }) => id === peer)).then(
      ({ draftFiles }) => draftFiles,
    ),
  ).toBe(5)
  const token = expect.stringMatching(/^[0-9a-f]{32}$/)
  const answer = await client.call('draftFiles', { conversation: peer })
  expect(answer).toEqual({
    ok: true,
    value: {
      items: [
        { token, name: 'same.txt', kind: 'file', size: 3, changed: false },
        { token, name: '目录', kind: 'folder', size: 5, files: 1, changed: false },
        { name: 'gone.txt', kind: 'file', size: 3, changed: false, problem: 'file-not-found' },
        { token, name: 'changed.txt', kind: 'file', size: 8, changed: true },
        { token, name: '截图.png', kind: 'file', size: 3, changed: false },
      ],
    },
  })
  expect((await readdir(join(data, 'spool'))).length).toBe(1)
  await client.call('setDraftFiles', { conversation: peer, tokens: [] })
  await expect.poll(() => readdir(join(data, 'spool'))).toEqual([])
})
