import { describe, expect, it } from 'vitest'
import { MAX_DROPS } from '../../shared/core/drops.ts'
import { LAST_HEARD_STEP } from '../../shared/core/people.ts'
import type { Store } from '../../shared/core/ports.ts'
import { EMPTY } from '../../shared/engine/groups.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import type { Change } from '../../shared/model/change.ts'
import { defaultSettings } from '../../shared/model/settings.ts'
import { createDesk, incoming, openMemoryStore, person, START, ZHANG } from './desk.ts'

const kinds = (changes: readonly Change[]): string[] => changes.map(({ kind }) => kind)

/** A store whose transactions fail while `broken` says why. */
function breakable(store: Store) {
  const disk: { broken: Error | undefined; fixedAfter: number; transactions: number } = {
    broken: undefined,
    fixedAfter: Number.POSITIVE_INFINITY,
    transactions: 0,
  }
  const transaction = <T>(work: () => T): T => {
    disk.transactions++
    if (disk.broken !== undefined && disk.transactions <= disk.fixedAfter) throw disk.broken
    return store.transaction(work)
  }
  return { disk, store: { ...store, transaction } }
}

const full = Object.assign(new Error('database or disk is full'), { reason: 'disk-full' })

function deskWithDisk() {
  const { disk, store } = breakable(openMemoryStore())
  return { disk, desk: createDesk({ store }) }
}

describe('people', () => {
  it('are shown by alias, else nickname, else user name, without what could harm the eye', () => {
    const desk = createDesk()
    desk.apply(
      person({ id: 'a', name: 'evil\u202etxt.exe\u0007' }),
      person({ id: 'b', name: '' }),
      person({ id: 'c', name: '\u200b', user: '', host: '' }),
      person({ id: 'd' }),
    )
    desk.call('setAlias', { peer: 'd', alias: '  老张\n ' })
    expect(desk.messenger.snapshot().peers.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'eviltxt.exe'],
      ['b', 'zhang'],
      ['c', '192.168.1.7'],
      ['d', '老张'],
    ])
  })

  it('who come online together reach the views in few items and the disk in one transaction', () => {
    const { disk, desk } = deskWithDisk()
    const items: number[] = []
    desk.feed.subscribe((item) => items.push(item.type === 'changes' ? item.changes.length : 0))
    desk.apply(...Array.from({ length: 2_000 }, (_, index) => person({ id: `p${index}` })))
    desk.clock.advance(100)
    expect({ items, transactions: disk.transactions }).toEqual({ items: [0, 2_000], transactions: 1 })
  })

  it('who are merely heard again cost neither a redraw nor a write until the time shown is out of date', () => {
    const { disk, desk } = deskWithDisk()
    desk.apply(person({}))
    desk.changes()
    for (let beat = 1; beat < 60; beat++) {
      desk.apply(person({ lastHeard: START + beat * 1_000, highestPacketNo: beat }))
    }
    const quiet = { changes: desk.changes(), transactions: disk.transactions }
    desk.apply(person({ lastHeard: START + LAST_HEARD_STEP }))
    expect([quiet, kinds(desk.changes()), disk.transactions]).toEqual([{ changes: [], transactions: 1 }, ['peer'], 2])
  })

  it('count as offline at the start, with the records that the engine needs', () => {
    const store = openMemoryStore()
    const away: PeerRecord = { ...ZHANG, presence: 'away', epoch: 3, highestPacketNo: 17 }
    createDesk({ store }).apply({ type: 'peer-changed', peer: away })
    const { messenger } = createDesk({ store })
    expect([messenger.engineState.peers, messenger.snapshot().peers.map(({ presence }) => presence)]).toEqual([
      [{ ...away, presence: 'offline' }],
      ['offline'],
    ])
  })

  it('beyond the limit push out who was silent longest, but nobody with a chat or an alias', () => {
    const desk = createDesk({ maxPeople: 4 })
    const gone = { presence: 'offline' } as const
    desk.apply(
      person({ id: 'chat', ...gone }),
      incoming(1, 'hello', { peer: 'chat' }),
      person({ id: 'alias', ...gone }),
    )
    desk.call('setAlias', { peer: 'alias', alias: 'x' })
    desk.apply(person({ id: 'first' }), person({ id: 'second' }), person({ id: 'first', ...gone }))
    desk.apply(person({ id: 'second', ...gone }), person({ id: 'first', ...gone, lastHeard: START + 1 }))
    desk.changes()
    desk.apply(person({ id: 'new' }))
    const left = ['alias', 'chat', 'first', 'new']
    expect({
      views: desk.messenger
        .snapshot()
        .peers.map(({ id }) => id)
        .toSorted(),
      disk: desk.store
        .peers()
        .map(({ id }) => id)
        .toSorted(),
      removed: desk.changes().filter(({ kind }) => kind === 'peer-removed'),
    }).toEqual({ views: left, disk: left, removed: [{ kind: 'peer-removed', id: 'second' }] })
  })

  it('known under a provisional id keep their chat and alias under the real one', () => {
    const desk = createDesk()
    desk.apply(person({ id: 'u:li@LI' }), incoming(1, 'early', { peer: 'u:li@LI' }))
    desk.call('setAlias', { peer: 'u:li@LI', alias: '小李' })
    desk.changes()
    desk.apply(person({ id: 'g:11' }), { type: 'peer-merged', from: 'u:li@LI', into: 'g:11' })
    const { peers, conversations } = desk.messenger.snapshot()
    expect({
      peers: peers.map(({ id, alias }) => [id, alias]),
      chats: conversations.map(({ id, last }) => [id, last?.text]),
      changes: kinds(desk.changes()).toSorted(),
    }).toEqual({
      peers: [['g:11', '小李']],
      chats: [['g:11', 'early']],
      changes: ['conversation', 'conversation-moved', 'conversation-removed', 'message', 'peer', 'peer-removed'],
    })
  })
})

describe('an invitation to a group', () => {
  it('stays what its inviter said while the user thinks about it: nobody else changes its words, or stands for it', () => {
    const desk = createDesk()
    const invite = (peer: string, name: string) =>
      desk.apply({ type: 'group-invited', group: { ...EMPTY, id: '3b199b07', name }, peer })
    desk.apply(person({ id: ZHANG.id }), person({ id: 'u:eve@pc' }))
    invite(ZHANG.id, '研发')
    invite('u:eve@pc', 'free phones')
    expect(desk.store.group('3b199b07')).toMatchObject({ name: '研发', invitedBy: ZHANG.id })
    invite(ZHANG.id, '研发部')
    expect(desk.store.group('3b199b07')).toMatchObject({ name: '研发部', invitedBy: ZHANG.id })
  })
})

describe('incoming messages', () => {
  it('are acknowledged once they are stored, repeats too, and shown once', () => {
    const desk = createDesk()
    const first = desk.apply(person({}), incoming(7, 'hello'))
    const changes = desk.changes()
    const again = desk.apply({ ...incoming(8, 'hello', { repeatKey: '0 7' }) })
    expect({ first, changes: kinds(changes), again, later: desk.changes() }).toEqual({
      first: [7],
      changes: ['peer', 'message', 'conversation'],
      again: [8],
      later: [],
    })
  })

  it('of one drain are one transaction', () => {
    const { disk, desk } = deskWithDisk()
    const receipts = desk.apply(person({}), ...Array.from({ length: 50 }, (_, index) => incoming(index, `no ${index}`)))
    expect([receipts.length, disk.transactions]).toEqual([50, 1])
  })

  it('are not acknowledged while the disk is full; the banner comes once and goes with the first write that works', () => {
    const { disk, desk } = deskWithDisk()
    desk.apply(person({}))
    desk.changes()
    disk.broken = full
    const refused = [desk.apply(incoming(1, 'a')), desk.apply(incoming(2, 'a', { repeatKey: '0 1' }))]
    const failing = desk.changes()
    disk.broken = undefined
    const taken = desk.apply(incoming(3, 'a', { repeatKey: '0 1' }))
    expect({ refused, failing, taken, after: kinds(desk.changes()), reports: desk.reports }).toEqual({
      refused: [[], []],
      failing: [
        { kind: 'storage', storage: { state: 'failing', reason: 'disk-full', detail: 'database or disk is full' } },
      ],
      taken: [3],
      after: ['storage', 'message', 'conversation'],
      reports: [full],
    })
  })
})

describe('what the engine says only once', () => {
  it('is written when the disk works again, the newest of each', () => {
    const { disk, desk } = deskWithDisk()
    desk.apply(person({}))
    const { id } = desk.send('hello')
    disk.broken = full
    desk.apply({ type: 'packet-numbers', upTo: 100 }, person({ name: '张三丰' }))
    desk.apply({ type: 'message-state', id, delivery: { state: 'sent', packetNo: 42, attempts: 1, retryAt: START } })
    desk.apply({ type: 'message-state', id, delivery: { state: 'delivered', at: START + 5 } })
    disk.broken = undefined
    desk.apply()
    expect({
      number: desk.messenger.engineState.packetNumbers,
      names: desk.store.peers().map(({ name }) => name),
      state: desk.store.message(id)?.state,
    }).toEqual({ number: 100, names: ['张三丰'], state: 'delivered' })
  })

  it('is not overwritten by what was refused before it, even when the disk works again just between the two', () => {
    const { disk, desk } = deskWithDisk()
    disk.broken = full
    desk.apply({ type: 'packet-numbers', upTo: 100 })
    disk.fixedAfter = disk.transactions + 1
    desk.apply({ type: 'packet-numbers', upTo: 200 })
    desk.apply()
    expect(desk.messenger.engineState.packetNumbers).toBe(200)
  })
})

describe('outgoing messages', () => {
  it('are on disk before the engine hears of them, untrimmed', () => {
    const desk = createDesk()
    desk.apply(person({}))
    desk.changes()
    const message = desk.send('  two\n lines ')
    expect({
      state: [message.text, message.state],
      inputs: desk.inputs,
      outbox: desk.messenger.engineState.outbox.map(({ id }) => id),
      changes: kinds(desk.changes()),
    }).toEqual({
      state: ['  two\n lines ', 'queued'],
      inputs: [
        {
          type: 'send',
          message: {
            id: message.id,
            peer: ZHANG.id,
            text: '  two\n lines ',
            packetNo: undefined,
            queuedAt: desk.clock.now() - 100,
            attempts: 0,
          },
        },
      ],
      outbox: [message.id],
      changes: ['message', 'conversation'],
    })
  })

  it('never reach the engine when the disk refuses them', () => {
    const { disk, desk } = deskWithDisk()
    desk.apply(person({}))
    disk.broken = full
    const answer = desk.call('sendMessage', { peer: ZHANG.id, text: 'hello' })
    expect([answer, desk.inputs]).toEqual([{ ok: false, error: { code: 'storage-failed', detail: 'disk-full' } }, []])
  })

  it('show their state, and the chat changes with its last message only', () => {
    const desk = createDesk()
    desk.apply(person({}))
    const [first, second] = [desk.send('one'), desk.send('two')]
    desk.changes()
    desk.apply({ type: 'message-state', id: first.id, delivery: { state: 'delivered', at: START } })
    const older = kinds(desk.changes())
    desk.apply({ type: 'message-state', id: second.id, delivery: { state: 'queued', reason: 'peer-offline' } })
    expect([older, kinds(desk.changes())]).toEqual([['message'], ['message', 'conversation']])
  })

  it('that the engine still has are retried by it; expired ones are sent anew under their number', () => {
    const desk = createDesk()
    desk.apply(person({}))
    const { id } = desk.send('hello')
    const sent = { state: 'sent', packetNo: 42, attempts: 2, retryAt: START } as const
    desk.apply({ type: 'message-state', id, delivery: sent })
    desk.apply({ type: 'message-state', id, delivery: { state: 'failed', reason: 'no-answer', attempts: 7 } })
    desk.call('retryMessage', { id })
    desk.apply({ type: 'message-state', id, delivery: { state: 'failed', reason: 'expired', attempts: 7 } })
    desk.call('retryMessage', { id })
    expect([desk.inputs.slice(1), desk.store.message(id)?.state]).toEqual([
      [
        { type: 'retry', message: id },
        {
          type: 'send',
          message: { id, peer: ZHANG.id, text: 'hello', packetNo: 42, queuedAt: desk.clock.now(), attempts: 7 },
        },
      ],
      'queued',
    ])
  })

  it('are taken back from the engine before they are deleted; a late answer to a deleted one changes nothing', () => {
    const desk = createDesk()
    desk.apply(person({}))
    const { id } = desk.send('hello')
    desk.changes()
    desk.call('deleteMessage', { id })
    const changes = desk.changes()
    desk.apply({ type: 'message-state', id, delivery: { state: 'failed', reason: 'cancelled', attempts: 0 } })
    expect([desk.inputs.at(-1), changes[0], kinds(changes), desk.changes()]).toEqual([
      { type: 'cancel', message: id },
      { kind: 'message-removed', id, conversation: ZHANG.id },
      ['message-removed', 'conversation'],
      [],
    ])
  })
})

describe('the profile', () => {
  it('is announced when name, group or absence change, and only then', () => {
    const desk = createDesk()
    desk.call('setSettings', { name: ' 王五 ', theme: 'dark' })
    desk.call('setSettings', { theme: 'light' })
    desk.call('setAbsence', { text: '' })
    desk.call('setAbsence', {})
    const identity = {
      user: 'wang',
      host: 'WANG-PC',
      installation: '00ff',
      mac: '024700000001',
      name: '王五',
      group: '',
    }
    expect([desk.inputs, desk.messenger.snapshot().self]).toEqual([
      [
        { type: 'identity', identity: { ...identity, absence: undefined } },
        { type: 'identity', identity: { ...identity, absence: '' } },
        { type: 'identity', identity: { ...identity, absence: undefined } },
      ],
      { user: 'wang', host: 'WANG-PC', name: '王五', group: '', asksPassword: false },
    ])
  })

  it('changes the settings that are given and no others', () => {
    const desk = createDesk()
    desk.call('setSettings', { textSize: 120, peers: ['10.0.0.0/24'] })
    desk.call('setSettings', { theme: 'dark' })
    const expected = { ...defaultSettings, textSize: 120, peers: ['10.0.0.0/24'], theme: 'dark' }
    expect([desk.messenger.settings, createDesk({ store: desk.store }).messenger.settings, desk.configured]).toEqual([
      expected,
      expected,
      [{ ...expected, theme: 'system' }],
    ])
  })

  it('reads stored settings key by key: what is broken falls back, what is unknown stays', () => {
    const store = openMemoryStore()
    store.saveSettings({ name: '王五', port: 'many', peers: [''], future: { deep: true } })
    const desk = createDesk({ store })
    desk.call('setSettings', { group: '研发部' })
    expect([desk.messenger.settings, store.settings().future]).toEqual([
      { ...defaultSettings, name: '王五', group: '研发部' },
      { deep: true },
    ])
  })

  it('refuses a range that means no address, but not because of one that is already there', () => {
    const store = openMemoryStore()
    store.saveSettings({ peers: ['8.8.8.8'] })
    const desk = createDesk({ store })
    expect([
      desk.call('setSettings', { peers: ['8.8.8.8', '192.168.1.0/33'] }),
      desk.call('setSettings', { theme: 'dark' }),
    ]).toMatchObject([
      { ok: false, error: { code: 'invalid-setting', detail: 'peers: 192.168.1.0/33: syntax' } },
      { ok: true },
    ])
  })

  it('remembers an address that was added and greets it at once', () => {
    const desk = createDesk()
    desk.call('setSettings', { port: 2426 })
    desk.call('addAddress', { address: '10.1.2.3' })
    desk.call('addAddress', { address: '10.1.2.3' })
    desk.call('addAddress', { address: '10.9.0.0/24' })
    expect([desk.inputs, desk.messenger.settings.peers, desk.configured.length]).toEqual([
      [
        { type: 'contact', endpoint: { address: '10.1.2.3', port: 2426 } },
        { type: 'contact', endpoint: { address: '10.1.2.3', port: 2426 } },
      ],
      ['10.1.2.3', '10.9.0.0/24'],
      3,
    ])
  })
})

describe('searching', () => {
  it('for nothing finds nothing', () => {
    const desk = createDesk()
    desk.apply(person({}), incoming(1, 'hello world'))
    const search = (text: string): unknown => desk.call('searchMessages', { text, limit: 10 })
    expect([search('   \n'), search('hello')]).toMatchObject([
      { value: { messages: [], hasMore: false } },
      { value: { messages: [{ text: 'hello world' }] } },
    ])
  })
})

describe('dropped datagrams', () => {
  it('are counted per sender and reason, for a bounded number of senders', () => {
    const desk = createDesk()
    const drop = (address: string) => ({ type: 'dropped', from: { address, port: 2425 }, reason: 'malformed' }) as const
    for (let sender = 0; sender < 3_000; sender++) desk.apply(drop(`10.0.${sender >> 8}.${sender & 255}`))
    desk.apply(drop('10.0.11.183'), drop('10.0.11.183'))
    const drops = desk.messenger.drops()
    expect([drops.length, drops.at(-1)]).toEqual([MAX_DROPS, { address: '10.0.11.183', reason: 'malformed', count: 3 }])
  })
})
