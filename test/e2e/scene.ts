/** An office in which every view has something to show: what the suites that walk all views begin with. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { peerAt, temporaryFolder, unwrap } from '../process/gezi.ts'
import { type Member, startMember } from './office.ts'

const texts = [
  '图纸发你了，在 \\\\fileserver\\图纸\\2026 里',
  '还有 https://example.com/规格?版本=3',
  '😀👍',
  '请今天下午确认一下\n第二行\n第三行',
  'See https://intranet.example/a/very/long/path/that/does/not/break/anywhere/at/all/index.html?with=parameters&and=more',
] as const

const colleagues = [
  { name: '张三', group: '研发部' },
  { name: '佐藤', group: '営業部' },
  { name: 'Alice', group: 'Design and user experience, 2nd floor' },
] as const

export interface Scene {
  /** Whose window is looked at. The chat with 张三 has messages of both and a file that is offered. */
  readonly me: Member
  readonly zhang: Member
}

/** `first`: of four addresses in a row, e.g. `127.25.80.1`. */
export async function startScene(first: string): Promise<Scene> {
  const [block, last] = [first.slice(0, first.lastIndexOf('.')), Number(first.slice(first.lastIndexOf('.') + 1))]
  const addresses = colleagues.map((_, at) => `${block}.${last + 1 + at}`)
  const [me, zhang, ...others] = await Promise.all([
    startMember({ address: first, name: '王五', group: '市场部', peers: addresses }),
    ...colleagues.map((colleague, at) => startMember({ ...colleague, address: addresses[at] ?? '', peers: [first] })),
  ])
  if (me === undefined || zhang === undefined) throw new Error('the office is empty')
  const folder = await temporaryFolder()
  const drawing = join(folder, '总装配图 final revision 2026-11-27.dwg')
  await writeFile(drawing, 'x'.repeat(100_000))
  for (const member of [...others, zhang]) {
    const peer = await peerAt(member.client, first, 10_000)
    for (const text of texts) unwrap(await member.client.call('sendMessage', { peer: peer.id, text }))
    if (member !== zhang) continue
    const { items } = unwrap(await member.client.call('stagePaths', { paths: [drawing] }))
    unwrap(await member.client.call('offerFiles', { peers: [peer.id], tokens: items.map(({ token }) => token) }))
  }
  const peer = await peerAt(me.client, zhang.address, 10_000)
  unwrap(await me.client.call('sendMessage', { peer: peer.id, text: '收到，谢谢' }))
  return { me, zhang }
}
