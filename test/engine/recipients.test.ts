import { expect, test } from 'vitest'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { at, geziHello, geziVersion, outgoing, settledBench } from './bench.ts'

const ALICE = 'a11ce000000000000000000000000001'
const CAROL = 'ca201000000000000000000000000001'
const [HERS, CAROLS] = [at('192.168.1.20'), at('192.168.1.21')]
const options = { sealed: false, locked: false, multicast: true, recipients: [`g:${ALICE}`, 'u:bob@bob-pc'] }

function office() {
  const bench = settledBench()
  bench.hear(HERS, geziHello(3, { installation: ALICE }))
  bench.hear(CAROLS, geziHello(3, { user: 'carol', installation: CAROL }))
  bench.hear(at('192.168.1.30'), '1:100:bob:bob-pc:224657411:bob\0\0', 'gb18030')
  bench.takeSent()
  return bench
}

test('a Gezi gets the list by ids behind the text; others get none in clear', () => {
  const bench = office()
  bench.input({ type: 'send', message: { ...outgoing('1', `g:${ALICE}`, '都来'), options } })
  bench.input({ type: 'send', message: { ...outgoing('2', 'u:bob@bob-pc', '都来'), options } })
  const bodies = bench
    .takeSent()
    .filter(({ word }) => (word & 0xff) === 0x20)
    .map(({ body }) => body)
  expect(bodies).toEqual([`都来||TO:g:${ALICE}\x07u:bob@bob-pc\x07|`, '都来|'])
})

test('nobody adds others to the list of recipients by what he calls himself', () => {
  const bench = office()
  const eve = `eve\x07g:${CAROL}`
  bench.hear(at('192.168.1.66'), `1:100:${eve}:PC:224657411:eve\0\0`)
  const recipients = [`g:${ALICE}`, `u:${eve}@PC`]
  bench.input({
    type: 'send',
    message: { ...outgoing('1', `g:${ALICE}`, '都来'), options: { ...options, recipients } },
  })
  const sent = bench.takeSent().find(({ word }) => (word & 0xff) === 0x20)
  expect(sent?.body).toBe(`都来||TO:g:${ALICE}\x07|`)
})

test('a reader learns who else got it, without himself and the sender; a list is believed only where the message says that there were several', () => {
  const bench = office()
  const list = `TO:g:${ALICE}\x07g:${CAROL}\x07g:00000000000000000000000000000001\x07u:bob@bob-pc\x07`
  const say = (number: number, word: number): void =>
    bench.hear(HERS, `${geziVersion(ALICE)}:${number}:alice:alice-pc:${word}:都来\0\0${list}\0`)
  say(200, 0x1800920)
  say(201, 0x1800120)
  expect(bench.eventsOf('message-received').map(({ message }) => [message.text, message.recipients])).toEqual([
    ['都来', [`g:${CAROL}`, 'u:bob@bob-pc']],
    ['都来', undefined],
  ])
})

test('what a program says of itself is kept only when it was asked, and an absence is over with the next hello', () => {
  const bench = office()
  const bob = (): PeerRecord | undefined => bench.peer('u:bob@bob-pc')
  const from = at('192.168.1.30')
  bench.hear(from, '1:101:bob:bob-pc:65:Evil 6.6\0', 'gb18030')
  bench.hear(from, '1:102:bob:bob-pc:224657668:bob\0\0', 'gb18030')
  bench.input({ type: 'ask', peer: 'u:bob@bob-pc' })
  bench.input({ type: 'ask', peer: 'u:bob@bob-pc' })
  expect(bench.takeSent().map(({ word }) => word & 0xff)).toEqual([0x40, 0x50])
  bench.hear(from, '1:103:bob:bob-pc:65:Win32 Ver4.99\0', 'gb18030')
  bench.hear(from, '1:104:bob:bob-pc:81:出差\0', 'gb18030')
  bench.hear(from, '1:105:bob:bob-pc:65:Evil 6.6\0', 'gb18030')
  expect([bob()?.info, bob()?.absence]).toEqual(['Win32 Ver4.99', '出差'])
  bench.hear(from, '1:106:bob:bob-pc:224657412:bob\0\0', 'gb18030')
  expect([bob()?.info, bob()?.absence]).toEqual(['Win32 Ver4.99', undefined])
})
