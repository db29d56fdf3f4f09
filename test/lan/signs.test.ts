/** Signs of life (shared/engine/signs.ts): what they tell besides, and to whom. */
import { expect, test } from 'vitest'
import { COMMAND, decodePacket } from '../../shared/protocol/index.ts'
import { type Computer, createLan, type Sight } from './network.ts'

const MINUTES = 60_000

const listed = (by: Computer, other: Computer) => by.store.peers.get(by.peerIdOf(other))
const signs = (sights: readonly Sight[]): number =>
  sights.filter(({ bytes }) => {
    const packet = decodePacket(bytes)
    return packet.ok && packet.value.command === COMMAND.NOOPERATION
  }).length

test('in a small office nobody gives signs of life', () => {
  const lan = createLan()
  for (let index = 0; index < 8; index++) lan.computer(`user${index}`)
  lan.run(60 * MINUTES)
  expect(signs(lan.sights)).toBe(0)
})

test('who missed a new name, or a colleague as a whole, learns it with his next sign of life', () => {
  const lan = createLan()
  const office = Array.from({ length: 12 }, (_, index) => lan.computer(`user${index}`))
  const [first, second] = office as [Computer, Computer]
  lan.run(2 * MINUTES)
  lan.set({ loss: 100 })
  const identity = {
    ...{ installation: 'installation-1', mac: '024700000001', user: 'user0', host: 'user0-pc' },
    ...{ name: 'new name', group: '', absence: undefined },
  }
  first.input({ type: 'identity', identity })
  const late = lan.computer('late')
  lan.run(30_000)
  lan.set({ loss: 0 })
  const before = [listed(second, first)?.name, listed(second, late)?.name]
  lan.run(6 * MINUTES)
  expect([before, listed(second, first)?.name, listed(second, late)?.name]).toEqual([
    ['user0', undefined],
    'new name',
    'late',
  ])
})

test('a guest on a port that nobody broadcasts to is found by who starts later', () => {
  const lan = createLan()
  // In company: who hears nobody repeats his hello anyway.
  lan.computer('colleague')
  const guest = lan.computer('guest', { port: 4_000 })
  lan.run(10 * MINUTES)
  const later = lan.computer('later')
  lan.run(5 * MINUTES)
  expect([listed(later, guest)?.presence, listed(guest, later)?.presence]).toEqual(['online', 'online'])
})

test('who crashed is not sought for a day by all others, and who was only cut off is found again by a sign of life', () => {
  const lan = createLan()
  const office = Array.from({ length: 12 }, (_, index) => lan.computer(`user${index}`))
  const [first, second, crashed] = office as [Computer, Computer, Computer]
  lan.run(20 * MINUTES)
  crashed.crash()
  lan.cut([first])
  lan.run(60 * MINUTES)
  const presences = () => [listed(first, second)?.presence, listed(second, first)?.presence]
  const before = presences()
  const quiet = lan.sights.length
  lan.run(60 * MINUTES)
  const gone = [first, crashed].map(({ endpoint }) => endpoint.address)
  const sought = lan.sights.slice(quiet).filter(({ from, to }) => gone.includes(to.address) && from !== first.endpoint)
  lan.heal()
  lan.run(6 * MINUTES)
  expect([before, sought.length, presences()]).toEqual([['offline', 'offline'], 0, ['online', 'online']])
})
