import { describe, expect, it } from 'vitest'
import { likeness } from '../../shared/core/likeness.ts'
import { MAX_SIGHTINGS } from '../../shared/core/ports.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { createDesk, type Desk, fileOffer, incoming, person, START, ZHANG } from './desk.ts'

const LI = 'u:li@LI-PC'
const li = (change: Partial<PeerRecord> = {}) =>
  person({ id: LI, user: 'li', host: 'LI-PC', name: '李四', version: '1', ...change })
const peerOf = (desk: Desk, id: string) => desk.messenger.snapshot().peers.find((peer) => peer.id === id)
/** The same data folder in the next run. */
const restart = (desk: Desk): Desk => createDesk({ store: desk.store })

describe('what the user keeps about a person', () => {
  it('is a note, a picture and an alias beside his nickname, and is there at the next start', () => {
    const desk = createDesk()
    desk.apply(person({ signature: '天道酬勤' }))
    desk.call('setNote', { peer: ZHANG.id, note: ' 三楼\u202e左边 \n 电话 123 ' })
    desk.call('setPicture', { peer: ZHANG.id, picture: 'hue:200' })
    desk.call('setAlias', { peer: ZHANG.id, alias: '老张' })
    expect(peerOf(restart(desk), ZHANG.id)).toMatchObject({
      name: '老张',
      nickname: '张三',
      note: '三楼左边 \n 电话 123',
      picture: 'hue:200',
      signature: '天道酬勤',
    })
  })

  it('takes the picture that FeiQ or another Gezi announces, never an image of theirs', () => {
    const desk = createDesk()
    desk.apply(
      person({ version: '1_lbt6_21#128#000C29AABBCC#0#0#0#4001#9' }),
      li({ dialect: 'gezi', capabilities: ['xfer1', 'hue-400'] }),
    )
    expect([ZHANG.id, LI].map((id) => peerOf(desk, id)?.picture)).toEqual(['drawn:5', 'hue:40'])
  })

  it('has the addresses and programs under which he was heard, newest first and not without end', () => {
    const desk = createDesk()
    desk.apply(person({}))
    for (let day = 1; day <= MAX_SIGHTINGS + 5; day++) {
      const endpoint = { address: `192.168.1.${day}`, port: 2425 }
      desk.apply(person({ endpoint, lastHeard: START + day * 86_400_000, client: day % 2 === 0 ? 'FeiQ 2013' : '' }))
    }
    desk.apply(incoming(1, '图纸', { attachments: [fileOffer()] }), incoming(2, '好'))
    const facts = desk.call('personFacts', { peer: ZHANG.id })
    expect(facts).toMatchObject({
      ok: true,
      value: { firstSeen: START, messages: 2, files: 1, encoding: 'gb18030', dialect: 'feiq', alike: [] },
    })
    const { sightings } = (facts as { value: { sightings: { address: string; lastSeen: number }[] } }).value
    expect(sightings.length).toBe(MAX_SIGHTINGS)
    expect(sightings.slice(0, 2).map(({ address }) => address)).toEqual(['192.168.1.25', '192.168.1.24'])
  })
})

describe('a person who is blocked', () => {
  it('is told to the engine, now and at the next start, and his files are neither fetched nor taken by themselves', () => {
    const desk = createDesk()
    desk.call('setSettings', { autoAccept: { peers: [ZHANG.id], maxBytes: 10_000_000 } })
    desk.apply(person({}), incoming(1, '图纸', { attachments: [fileOffer()] }))
    desk.messenger.setNetwork(START, { state: 'online', address: '192.168.1.2', port: 2425, interfaces: [] })
    desk.call('setBlocked', { peer: ZHANG.id, blocked: true })
    expect({
      engine: desk.inputs.filter(({ type }) => type === 'block'),
      transfers: desk.messenger.snapshot().transfers.map(({ state }) => state),
      accepts: desk.messenger.settings.autoAccept.peers,
      next: restart(desk).messenger.engineState.blocked,
      view: peerOf(desk, ZHANG.id)?.blocked,
    }).toEqual({
      engine: [{ type: 'block', peer: ZHANG.id, blocked: true }],
      transfers: ['cancelled'],
      accepts: [],
      next: [ZHANG.id],
      view: true,
    })
    desk.call('setBlocked', { peer: ZHANG.id, blocked: false })
    expect(restart(desk).messenger.engineState.blocked).toEqual([])
  })

  it('stays blocked when he is forgotten', () => {
    const desk = createDesk()
    desk.apply(person({ presence: 'offline' }))
    desk.call('setBlocked', { peer: ZHANG.id, blocked: true })
    desk.call('forgetPeople', { peers: [ZHANG.id], history: true })
    desk.apply(person({ presence: 'online' }))
    expect([peerOf(desk, ZHANG.id)?.blocked, restart(desk).messenger.engineState.blocked]).toEqual([true, [ZHANG.id]])
  })
})

describe('two records of one person', () => {
  it('are suggested by key, card, computer, login and address, and never by a name alone', () => {
    const gone = { presence: 'offline' } as const
    const other = {
      ...ZHANG,
      id: 'x',
      user: 'z',
      host: 'h',
      version: '1',
      endpoint: { address: '10.9.9.9', port: 2425 },
    }
    const cases: readonly (readonly [PeerRecord, PeerRecord, boolean?])[] = [
      [ZHANG, { ...other, ...gone }, true],
      [ZHANG, { ...other, ...gone, version: ZHANG.version }],
      [ZHANG, { ...other, ...gone, user: 'ZHANG', host: 'zhang-pc', name: '?' }],
      // A new installation has a new key, and its fingerprint stands in the name.
      [
        { ...ZHANG, user: `${ZHANG.user}-<0123456789abcdef>` },
        { ...other, ...gone, user: `${ZHANG.user}-<fedcba9876543210>`, host: 'zhang-pc' },
      ],
      [ZHANG, { ...other, ...gone, user: 'zhang' }],
      [ZHANG, { ...other, ...gone, endpoint: ZHANG.endpoint }],
      // The same nickname; however long one of them is away.
      [ZHANG, { ...other, ...gone, lastHeard: 0 }],
      [ZHANG, other],
      // In two places at once.
      [ZHANG, { ...other, version: ZHANG.version }],
      [ZHANG, { ...ZHANG, ...gone, id: `${ZHANG.id}#000C29FFFFFF`, endpoint: other.endpoint }],
      // Two users of one computer, and two programs of one user.
      [ZHANG, { ...other, endpoint: ZHANG.endpoint, name: '李四' }],
      [ZHANG, { ...ZHANG, id: 'g:1', version: '1' }],
    ]
    expect(cases.map(([a, b, key]) => likeness(a, b, key))).toEqual([
      ...['key', 'card', 'computer', 'computer', 'user', 'address'],
      ...[undefined, undefined, undefined, undefined, undefined, 'computer'],
    ])
  })

  it('become one with both histories, whose former id stays his in every later run', () => {
    const desk = createDesk()
    desk.apply(person({}), incoming(1, '旧的'), li({ lastHeard: START + 1 }))
    desk.apply(incoming(2, '新的', { peer: LI }))
    desk.call('setNote', { peer: ZHANG.id, note: '三楼' })
    desk.call('setAlias', { peer: ZHANG.id, alias: '老张' })
    desk.changes()
    const merged = desk.call('mergePeople', { one: ZHANG.id, other: LI })
    expect(merged).toMatchObject({ ok: true, value: { id: LI, name: '老张', note: '三楼' } })
    expect(desk.changes().map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['peer-removed', 'conversation-removed', 'conversation', 'peer']),
    )
    expect(desk.inputs.at(-1)).toEqual({ type: 'merge', from: ZHANG.id, into: LI })
    const next = restart(desk)
    expect({
      texts: next.store.page({ conversation: LI, limit: 10 }).messages.map(({ text }) => text),
      found: next.store.search({ text: '旧的', filter: { chats: [LI] }, limit: 5 }).messages.length,
      people: next.messenger.snapshot().peers.map(({ id }) => id),
      former: [...next.messenger.engineState.formerIds],
      sightings: next.store.sightings(LI).length,
    }).toEqual({ texts: ['旧的', '新的'], found: 1, people: [LI], former: [[ZHANG.id, LI]], sightings: 1 })
  })

  it('are two again when that is taken back: each has his messages, unread counts, drafts, pins, notes and queue, also at the next start', () => {
    const desk = createDesk()
    desk.apply(person({}), li({ lastHeard: START + 1 }), incoming(1, '旧的'), incoming(2, '新的', { peer: LI }))
    desk.call('setAlias', { peer: ZHANG.id, alias: '老张' })
    desk.call('setNote', { peer: ZHANG.id, note: '三楼' })
    desk.call('setNote', { peer: LI, note: '四楼' })
    desk.call('setSettings', { autoAccept: { peers: [ZHANG.id], maxBytes: 10_000_000 } })
    desk.store.setDraft(ZHANG.id, '写给张')
    desk.store.setDraft(LI, '写给李')
    desk.store.setPinned(ZHANG.id, true)
    const waiting = desk.send('等张三').id
    const view = ({ store, messenger }: Desk) => ({
      chats: store.conversations().map(({ last: _, readUpTo: __, ...chat }) => chat),
      people: [ZHANG.id, LI].map((id) => [peerOf(desk, id)?.name, peerOf(desk, id)?.note]),
      outbox: store.outbox().map(({ id, peer }) => [id, peer]),
      sightings: [ZHANG.id, LI].map((id) => store.sightings(id).map(({ address }) => address)),
      accepts: messenger.settings.autoAccept.peers,
    })
    const before = view(desk)
    expect(desk.call('mergePeople', { one: ZHANG.id, other: LI })).toMatchObject({ ok: true, value: { id: LI } })
    expect(desk.store.conversation(LI)).toMatchObject({ unread: 2, draft: '写给李\n写给张', pinned: true })
    expect(desk.store.outbox().map(({ peer }) => peer)).toEqual([LI])
    expect(desk.call('personFacts', { peer: LI })).toMatchObject({
      value: { messages: 3, joined: [{ former: ZHANG.id, name: '张三', address: '192.168.1.7', at: START }] },
    })
    // What comes meanwhile is his by whose entry it came.
    desk.apply(incoming(3, '张又说', { peer: LI, as: ZHANG.id }), incoming(4, '李又说', { peer: LI }))
    desk.apply(incoming(3, '张又说', { peer: LI, as: ZHANG.id, repeatKey: '0 3' }))
    const all = desk.store.page({ conversation: LI, limit: 10 }).messages
    desk.store.markRead(LI, all[2]?.id ?? '')
    desk.changes()

    expect(desk.call('separatePerson', { former: ZHANG.id })).toMatchObject({ ok: true, value: { name: '老张' } })
    const { length } = desk.changes().filter(({ kind }) => kind === 'conversation' || kind === 'conversation-moved')
    const texts = (id: string) => desk.store.page({ conversation: id, limit: 10 }).messages.map(({ text }) => text)
    const found = desk.store.search({ text: '张又说', filter: { chats: [LI] }, limit: 5 }).messages
    expect({
      all: all.map(({ text, conversation }) => [text, conversation]),
      texts: [ZHANG.id, LI].map(texts),
      found: found.length,
      told: length,
      engine: desk.inputs.at(-1),
    }).toMatchObject({
      all: ['旧的', '新的', '等张三', '张又说', '李又说'].map((text) => [text, LI]),
      texts: [
        ['旧的', '等张三', '张又说'],
        ['新的', '李又说'],
      ],
      found: 0,
      told: 3,
      engine: {
        type: 'separate',
        parted: { former: { id: ZHANG.id, presence: 'offline' }, from: { id: LI }, messages: [waiting], ids: [] },
      },
    })
    // Read in both up to where it was read in the one that they were: one message each is new.
    expect(view(desk)).toEqual(before)
    const next = restart(desk)
    expect([view(next), peerOf(next, ZHANG.id)?.name, [...next.messenger.engineState.formerIds]]).toEqual([
      before,
      '老张',
      [],
    ])
    expect(desk.call('separatePerson', { former: ZHANG.id })).toMatchObject({ error: { code: 'peer-not-found' } })
  })

  it('keep their messages as long as either of them did, whose time for it was longer', () => {
    const rules = [
      [{ [ZHANG.id]: 0 }, 12],
      [{ [LI]: 6 }, 0],
      [{ [ZHANG.id]: 3 }, 12],
    ] as const
    const kept = rules.map(([retentionByChat, retentionMonths]) => {
      const desk = createDesk()
      desk.apply(person({}), li({ lastHeard: START + 1 }), incoming(1, '旧的'), incoming(2, '新的', { peer: LI }))
      desk.call('setSettings', { retentionByChat, retentionMonths })
      desk.call('mergePeople', { one: ZHANG.id, other: LI })
      return desk.messenger.settings.retentionByChat[LI]
    })
    expect(kept).toEqual([0, 0, undefined])
  })

  it('keep what was changed since with the one under whose name it was changed', () => {
    const desk = createDesk()
    desk.apply(person({}), li({ lastHeard: START + 1 }), incoming(1, '旧的'), incoming(2, '新的', { peer: LI }))
    desk.call('setNote', { peer: ZHANG.id, note: '三楼' })
    desk.store.setDraft(ZHANG.id, '写给张')
    desk.call('mergePeople', { one: ZHANG.id, other: LI })
    desk.call('setNote', { peer: LI, note: '五楼' })
    desk.store.setDraft(LI, '写给张，改了')
    desk.store.setPinned(LI, true)
    // He who is left speaks as the other one: what was heard is the other's.
    desk.apply(person({ id: LI, lastHeard: START + 9, endpoint: { address: '192.168.1.99', port: 2425 } }))
    desk.call('separatePerson', { former: ZHANG.id })
    expect({
      notes: [ZHANG.id, LI].map((id) => peerOf(desk, id)?.note),
      drafts: [ZHANG.id, LI].map((id) => desk.store.conversation(id)?.draft),
      pinned: [ZHANG.id, LI].map((id) => desk.store.conversation(id)?.pinned),
      there: [ZHANG.id, LI].map((id) => [peerOf(desk, id)?.address, peerOf(desk, id)?.presence]),
      named: [ZHANG.id, LI].map((id) => peerOf(desk, id)?.user),
    }).toEqual({
      notes: ['三楼', '五楼'],
      drafts: ['', '写给张，改了'],
      pinned: [false, true],
      there: [
        ['192.168.1.99', 'online'],
        ['192.168.1.7', 'offline'],
      ],
      named: ['zhang', 'li'],
    })
  })
})

describe('somebody who is forgotten', () => {
  it('is no longer listed until he is heard, keeps his chat, and nobody who is there is forgotten', () => {
    const desk = createDesk()
    desk.apply(person({}), incoming(1, 'hi'), li({}))
    desk.apply(person({ presence: 'offline' }))
    expect(desk.call('forgetPeople', { peers: [ZHANG.id, LI], history: false })).toEqual({
      ok: true,
      value: { forgotten: 1, remaining: false },
    })
    expect([
      peerOf(desk, ZHANG.id)?.forgotten,
      peerOf(restart(desk), ZHANG.id)?.forgotten,
      peerOf(desk, LI)?.forgotten,
    ]).toEqual([true, true, undefined])
    desk.apply(person({ presence: 'online' }))
    expect([peerOf(desk, ZHANG.id)?.forgotten, peerOf(restart(desk), ZHANG.id)?.forgotten]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('goes with his chat, so many messages a call, and waiting messages are taken back', () => {
    const desk = createDesk()
    desk.apply(person({ presence: 'offline' }), ...Array.from({ length: 700 }, (_, n) => incoming(n, `m ${n}`)))
    desk.send('too late')
    const forget = () => desk.call('forgetPeople', { peers: [ZHANG.id], history: true })
    expect([forget(), forget()]).toEqual([
      { ok: true, value: { forgotten: 0, remaining: true } },
      { ok: true, value: { forgotten: 1, remaining: false } },
    ])
    expect({
      engine: desk.inputs.slice(-2).map(({ type }) => type),
      chats: desk.store.conversations(),
      people: restart(desk).messenger.snapshot().peers,
      found: desk.store.search({ text: 'm', limit: 5 }).messages,
    }).toEqual({ engine: ['cancel', 'forget'], chats: [], people: [], found: [] })
  })

  it('goes at once when there never was a chat', () => {
    const desk = createDesk()
    desk.apply(li({ presence: 'offline' }))
    desk.call('forgetPeople', { peers: [LI], history: false })
    expect(desk.messenger.snapshot().peers).toEqual([])
  })
})

describe('being away', () => {
  it('by hand lasts over a restart and is not touched by idleness', () => {
    const desk = createDesk()
    desk.call('setAbsence', { text: '开会' })
    desk.call('setIdle', { idle: true })
    desk.call('setIdle', { idle: false })
    expect(restart(desk).messenger.snapshot().self).toMatchObject({ absence: '开会', absenceCause: 'manual' })
    desk.call('setAbsence', {})
    expect(restart(desk).messenger.snapshot().self.absence).toBeUndefined()
  })

  it('by idleness has the text of the settings, ends with the first touch, and does not last over a restart', () => {
    const desk = createDesk()
    desk.call('setSettings', { awayText: '不在座位' })
    desk.call('setIdle', { idle: true })
    const idle = desk.messenger.snapshot().self
    const next = restart(desk).messenger.snapshot().self.absence
    desk.call('setIdle', { idle: false })
    expect([idle.absence, idle.absenceCause, next, desk.messenger.snapshot().self.absence]).toEqual([
      '不在座位',
      'idle',
      undefined,
      undefined,
    ])
  })
})
