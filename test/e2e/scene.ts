/** An office in which every view has something to show: what the suites that walk all views begin with. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StagedItem } from '../../shared/model/transfer.ts'
import { eventually, peerAt, peersUntil, temporaryFolder, unwrap } from '../process/gezi.ts'
import { type Member, set, startMember } from './office.ts'
import { floorPlan } from './png.ts'
import { enterFeiq, enterWithAnotherKey } from './rare-rooms.ts'

const texts = [
  '图纸发你了，在 \\\\fileserver\\图纸\\2026 里',
  '还有 https://example.com/规格?version=3',
  '😀👍',
  '请今天下午确认一下\n第二行\n第三行',
  'See https://intranet.example/a/very/long/path/that/does/not/break/anywhere/at/all/index.html?with=parameters&and=more',
] as const

const colleagues = [
  { name: '张三', group: '研发部' },
  { name: '佐藤', group: '営業部' },
  { name: 'Alice', group: 'Design and user experience, 2nd floor' },
  { name: '李四', group: '市场部' },
] as const

const presets = ['收到，谢谢', '稍等，我看一下', '下午三点开会，请准时参加'] as const

export interface Scene {
  /** Whose window is looked at. The chat with 张三 has messages of both, a picture and a file that is offered; 佐藤 sent messages in covers. */
  readonly me: Member
  readonly zhang: Member
  /** Of what is no program; programs end with the suite. */
  close(): void
}

/** `first`: of five addresses in a row, e.g. `127.25.80.1`. `whole`: of seven, and the rooms that only some views need are there, too. */
export async function startScene(first: string, whole = false): Promise<Scene> {
  const [block, last] = [first.slice(0, first.lastIndexOf('.')), Number(first.slice(first.lastIndexOf('.') + 1))]
  const addresses = colleagues.map((_, at) => `${block}.${last + 1 + at}`)
  const [me, zhang, sato, alice, li] = await Promise.all([
    startMember({ address: first, name: '王五', group: '市场部', peers: addresses }),
    // Alice knows the first of them, to whom she writes as well.
    ...colleagues.map((colleague, at) =>
      startMember({ ...colleague, address: addresses[at] ?? '', peers: [first, ...addresses.slice(0, 1)] }),
    ),
  ])
  if (me === undefined || zhang === undefined || sato === undefined || alice === undefined || li === undefined)
    throw new Error('the office is empty')
  await set(me, { presets: [...presets] })
  unwrap(await me.client.call('setLockPassword', { next: '芝麻' }))
  const say = async (from: Member, text: string, options = {}): Promise<string> => {
    const peer = await peerAt(from.client, from === me ? zhang.address : first, 10_000)
    return unwrap(await from.client.call('sendMessage', { peer: peer.id, text, options })).id
  }
  for (const member of [sato, alice, zhang]) for (const text of texts) await say(member, text)
  await say(sato, '給与明細', { sealed: true })
  await say(sato, '契約書の控え', { sealed: true, locked: true })
  await sendFiles(zhang, first)

  const peer = await peerAt(me.client, zhang.address, 10_000)
  await say(me, '收到，谢谢')
  const shown = await eventually(
    () => me.client.call('pageMessages', { conversation: peer.id, limit: 50 }),
    (page) => page.ok && page.value.messages.length >= texts.length + 3,
    10_000,
  )
  const [starred] = unwrap(shown).messages
  if (starred !== undefined) unwrap(await me.client.call('setStarred', { messages: [starred.id], starred: true }))
  await leave(me, li)
  if (!whole) return { me, zhang, close() {} }
  const [chen, zhao] = [`${block}.${last + 5}`, `${block}.${last + 6}`]
  const [feiq] = await Promise.all([
    enterFeiq(me, chen),
    enterWithAnotherKey(me, zhao),
    writeToSeveral(alice, [me, zhang]),
  ])
  return { me, zhang, close: () => feiq.close() }
}

/** A picture that stands in the chat, handed over as a page does it, and a file that waits to be accepted. */
async function sendFiles(from: Member, to: string): Promise<void> {
  const drawing = join(await temporaryFolder(), '总装配图 final revision 2026-11-27.dwg')
  await writeFile(drawing, 'x'.repeat(100_000))
  const peer = await peerAt(from.client, to, 10_000)
  const picture = await upload(from, '二楼平面图.png', floorPlan(960, 640))
  const { items } = unwrap(await from.client.call('stagePaths', { paths: [drawing] }))
  for (const { token } of [picture, ...items])
    unwrap(await from.client.call('offerFiles', { peers: [peer.id], tokens: [token] }))
}

/** What a page gets for a file that its user pasted. */
export async function upload(member: Member, name: string, bytes: Buffer): Promise<StagedItem> {
  const { hash, origin } = new URL(member.url)
  const address = new URL(`/files?name=${encodeURIComponent(name)}`, origin)
  const headers = { authorization: `Bearer ${hash.slice(1)}` }
  const answer = await fetch(address, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  return StagedItem.parse(await answer.json())
}

/** One message to all of them, who see who else has it. */
async function writeToSeveral(from: Member, to: readonly Member[]): Promise<void> {
  const people = await Promise.all(to.map(({ address }) => peerAt(from.client, address, 10_000)))
  const peers = people.map(({ id }) => id)
  unwrap(await from.client.call('sendMessages', { peers, texts: ['评审改到周四上午'], options: { shared: true } }))
}

/** He says goodbye, and something waits for him. */
async function leave(me: Member, him: Member): Promise<void> {
  const { id } = await peerAt(me.client, him.address, 10_000)
  await him.stop()
  await peersUntil(me.client, (peers) => peers.some((peer) => peer.id === id && peer.presence === 'offline'), 10_000)
  unwrap(await me.client.call('sendMessage', { peer: id, text: '明天的会改到下午三点' }))
}
