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

  it('move a long chat in slices, the newest first; a program that ended in between goes on at its next start', () => {
    const desk = createDesk()
    const many = Array.from({ length: 200 }, (_, at) => incoming(at + 1, `alt ${at}`))
    const more = Array.from({ length: 210 }, (_, at) => incoming(at + 1_001, `neu ${at}`, { peer: LI }))
    desk.apply(person({}), li({ lastHeard: START + 1 }), ...many, ...more)
    desk.call('mergePeople', { one: ZHANG.id, other: LI })
    const lengthOf = (store: typeof desk.store) => store.page({ conversation: LI, limit: 1_000 }).messages.length
    const halfway = [
      lengthOf(desk.store) > 210,
      lengthOf(desk.store) < 410,
      desk.store.isMoving(),
      desk.store.conversations().length,
    ]
    const next = restart(desk)
    for (let turn = 0; turn < 100 && next.store.isMoving(); turn += 1) next.clock.advance(1)
    const { messages } = next.store.page({ conversation: LI, limit: 1_000 })
    const found = (text: string) => {
      let count = 0
      for (let before: string | undefined; ; ) {
        const hits = next.store.search({ text, filter: { chats: [LI] }, limit: 500, ...(before && { before }) })
        count += hits.messages.length
        before = hits.next
        if (before === undefined) return count
      }
    }
    expect({
      halfway,
      all: [lengthOf(next.store), new Set(messages.map(({ id }) => id)).size],
      order: messages.map(({ id }) => Number(id)).every((id, at, ids) => at === 0 || id > (ids[at - 1] ?? 0)),
      found: [found('alt'), found('neu')],
      chats: next.store.conversations().map(({ id, unread, last }) => [id, unread, last?.text]),
    }).toEqual({
      halfway: [true, true, true, 1],
      all: [410, 410],
      order: true,
      found: [200, 210],
      chats: [[LI, 410, 'neu 209']],
    })
  })

  it('keep the longer chat where it is and move the shorter one, whichever of them is left', () => {
    const desk = createDesk()
    desk.apply(person({}), ...[1, 2, 3].map((n) => incoming(n, `long ${n}`)))
    desk.apply(li({ lastHeard: START + 1 }), incoming(4, 'short', { peer: LI }))
    desk.call('mergePeople', { one: ZHANG.id, other: LI })
    const { store } = desk
    expect({
      all: store.page({ conversation: LI, limit: 10 }).messages.length,
      inChat: store.search({ text: 'long', filter: { chats: [LI] }, limit: 5 }).messages.length,
      moved: store.search({ text: 'short', filter: { chats: [LI] }, limit: 5 }).messages.length,
      chats: store.conversations().map(({ id, unread }) => [id, unread]),
    }).toEqual({ all: 4, inChat: 3, moved: 1, chats: [[LI, 4]] })
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
