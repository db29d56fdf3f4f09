/** Two running hosts get each other's address while a message and an open notice wait for them: what belongs to a person follows the person. */
import { afterAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import {
  control,
  endAll,
  eventually,
  type HostProcess,
  history,
  loopback,
  peerAt,
  startHost,
  temporaryFolder,
  unwrap,
} from './gezi.ts'

const [ME, FIRST, SECOND] = [loopback(26, 2), loopback(26, 3), loopback(26, 4)]
const PATIENCE = 20_000

interface Office {
  readonly client: Client
  readonly host: HostProcess
}

async function open(data: string, name: string, bind: string): Promise<Office> {
  const host = await startHost({ data, name, bind, peers: [ME, FIRST, SECOND].filter((each) => each !== bind) })
  return { host, client: await control(data) }
}

const textsOf = async (client: Client): Promise<readonly string[]> => {
  const { id } = await peerAt(client, ME, PATIENCE)
  const all = await history(client, id)
  // A repeat that arrives before the first word of the newcomer is for the other one's key: nobody reads or acknowledges it.
  return all.flatMap(({ direction, text }) => (direction === 'in' && text !== '' ? text : []))
}

afterAll(endAll)

test('a message that waits reaches the right person once after two hosts swapped addresses, and so does the notice that his was opened', async () => {
  const [mine, his, hers] = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()])
  const [me, zhang, li] = await Promise.all([
    open(mine, '王五', ME),
    open(his, '张三', FIRST),
    open(hers, '李四', SECOND),
  ])
  const [toZhang, toLi] = await Promise.all([FIRST, SECOND].map((at) => peerAt(me.client, at, PATIENCE)))
  if (toZhang === undefined || toLi === undefined) throw new Error('nobody is there')
  const { id: mineAtZhang } = await peerAt(zhang.client, ME, PATIENCE)
  const options = { sealed: true, locked: false }
  unwrap(await zhang.client.call('sendMessage', { peer: mineAtZhang, text: 'for your eyes', options }))
  const sealed = await eventually(
    async () => (await history(me.client, toZhang.id)).at(-1),
    (message) => message?.direction === 'in',
    PATIENCE,
  )
  // No goodbye: for us they are still there.
  for (const office of [zhang, li]) office.client.close()
  await Promise.all([zhang.host.kill(), li.host.kill()])
  unwrap(await me.client.call('openMessage', { id: sealed?.id ?? '' }))
  for (const { id, name } of [toZhang, toLi])
    unwrap(await me.client.call('sendMessage', { peer: id, text: `for ${name}` }))

  const [second, first] = await Promise.all([open(hers, '李四', FIRST), open(his, '张三', SECOND)])
  const arrived = (client: Client) =>
    eventually(
      () => textsOf(client),
      (texts) => texts.length > 0,
      PATIENCE,
    )
  const got = { zhang: await arrived(first.client), li: await arrived(second.client) }
  const opened = await eventually(
    async () => (await history(first.client, mineAtZhang)).find(({ text }) => text === 'for your eyes')?.state,
    (state) => state === 'opened',
    PATIENCE,
  )
  const states = await eventually(
    async () => [
      (await history(me.client, toZhang.id)).at(-1)?.state,
      (await history(me.client, toLi.id)).at(-1)?.state,
    ],
    (all) => all.every((state) => state === 'delivered'),
    PATIENCE,
  )
  const now = await Promise.all([SECOND, FIRST].map(async (at) => (await peerAt(me.client, at, PATIENCE)).id))
  expect({ got, opened, states, now }).toEqual({
    got: { zhang: ['for 张三'], li: ['for 李四'] },
    opened: 'opened',
    states: ['delivered', 'delivered'],
    now: [toZhang.id, toLi.id],
  })
  for (const { client } of [me, first, second]) client.close()
})
