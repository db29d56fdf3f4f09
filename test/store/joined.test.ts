import { expect, test } from 'vitest'
import { connect, openForWriting } from '../../electron/host/store/database.ts'
import { readHistory } from '../../electron/host/store/export-messages.ts'
import { merge } from '../../electron/host/store/merge.ts'
import { migrate } from '../../electron/host/store/migrate.ts'
import { copyTables } from '../../electron/host/store/salvage-tables.ts'
import { migrations } from '../../electron/host/store/sql.ts'
import { reportOn } from '../../electron/host/store/storage-report.ts'
import { createStore } from '../../electron/host/store/store.ts'
import type { Store } from '../../shared/core/ports.ts'
import type { Message } from '../../shared/model/message.ts'
import { open, temporaryDatabase } from './folder.ts'
import { incoming, peerRecord, START } from './samples.ts'

const memory = (): Store => open().store
const textsOf = (messages: readonly Message[]): string[] => messages.map(({ text }) => text)
const receive = (store: Store, peer: string, text: string): void =>
  void store.addIncoming(incoming({ peer, text, packetNo: `${peer}-${text}` }))

const accepts = { former: false, into: false }
const separate = (store: Store, id: string, from: string) =>
  store.separatePeers(peerRecord({ id }), peerRecord({ id: from }))
/** Everybody's chats with all that is in them. */
const chatsOf = (store: Store) =>
  store
    .conversations()
    .map(({ id, unread }) => [id, unread, textsOf(store.page({ conversation: id, limit: 9 }).messages)])

/** Each has a message; `a` was merged into `b`, and `b` into `c`. */
function chain(): Store {
  const store = memory()
  for (const id of ['a', 'b', 'c']) {
    store.savePeer(peerRecord({ id }))
    receive(store, id, `of ${id}`)
  }
  store.joinPeers('a', 'b', 1, accepts)
  store.joinPeers('b', 'c', 2, accepts)
  return store
}

test('people who were merged one after the other are taken apart in any order, each with those who were merged into him', () => {
  const view = (store: Store) => ({
    chats: chatsOf(store),
    former: [...store.formerIds()],
    joined: store.joined().map(({ former, peer }) => [former.id, peer]),
  })
  const all = chain()
  const [first, second] = [chain(), chain()]
  const answers = [separate(first, 'a', 'c'), separate(first, 'b', 'c'), separate(second, 'b', 'c')]
  expect({
    all: view(all),
    answers,
    first: view(first),
    second: view(second),
    none: separate(first, 'a', 'c'),
  }).toEqual({
    all: {
      chats: [['c', 3, ['of a', 'of b', 'of c']]],
      former: [
        ['a', 'c'],
        ['b', 'c'],
      ],
      joined: [
        ['b', 'c'],
        ['a', 'c'],
      ],
    },
    answers: [[], ['a'], ['a']],
    first: {
      chats: [
        ['a', 1, ['of a']],
        ['b', 1, ['of b']],
        ['c', 1, ['of c']],
      ],
      former: [],
      joined: [],
    },
    second: {
      chats: [
        ['b', 2, ['of a', 'of b']],
        ['c', 1, ['of c']],
      ],
      former: [['a', 'b']],
      joined: [['a', 'b']],
    },
    none: undefined,
  })
})

test('a key that came with a merge is never left with the other one', () => {
  const key = (modulus: number) => ({ exponent: 65_537, modulus: new Uint8Array(256).fill(modulus) })
  const keys = (peer: string, modulus: number, offered?: number) => ({
    ...{
      peer,
      pinned: [key(modulus)],
      capability: 1,
      mac: '',
      pinnedAt: 1,
      comparedAt: undefined,
      otherMac: '',
      plain: false,
      files: false,
    },
    offered: offered === undefined ? undefined : key(offered),
  })
  const of = (store: Store) =>
    store.peerKeys().map(({ peer, pinned, offered }) => [peer, pinned[0]?.modulus[0], offered?.modulus[0]])
  const results = [undefined, 2].map((own) => {
    const store = memory()
    for (const id of ['a', 'b']) store.savePeer(peerRecord({ id }))
    store.savePeerKeys(keys('a', 1))
    if (own !== undefined) store.savePeerKeys(keys('b', own))
    store.joinPeers('a', 'b', 1, { former: false, into: false })
    // His program shows its own key while they are one.
    if (own !== undefined) store.savePeerKeys(keys('b', own, 1))
    store.separatePeers(peerRecord({ id: 'a' }), peerRecord({ id: 'b' }))
    return of(store)
  })
  expect(results).toEqual([
    [['a', 1, undefined]],
    expect.arrayContaining([
      ['a', 1, undefined],
      ['b', 2, undefined],
    ]),
  ])
})

test('a merge that was under way in an earlier version, in which messages moved, has all of them in one chat', () => {
  const raw = openForWriting(':memory:')
  migrate(raw, migrations, 17)
  raw.exec(`
    INSERT INTO conversation (id, read_up_to) VALUES ('leaving 1', 1), ('chen', 0);
    INSERT INTO moving VALUES (1, 2);
    INSERT INTO message (conversation, direction, at, state, encoding, text) VALUES
      (1, 'in', 10, 'received', 'utf-8', '还在那边'), (1, 'in', 20, 'received', 'utf-8', '也在'), (2, 'in', 30, 'received', 'utf-8', '已在这边');
    UPDATE conversation SET last_message = 3, unread = 1 WHERE number = 2;`)
  migrate(raw, migrations)
  const store = createStore(connect(raw))
  expect(store.conversations().map(({ id, unread, readUpTo, last }) => [id, unread, readUpTo, last?.text])).toEqual([
    ['chen', 2, '1', '已在这边'],
  ])
  expect(textsOf(store.page({ conversation: 'chen', limit: 9 }).messages)).toEqual(['还在那边', '也在', '已在这边'])
})

test('what counts a chat, looks through it or writes it out has all of its parts', () => {
  const path = temporaryDatabase()
  const { store } = open(path)
  for (const id of ['a', 'b']) {
    store.savePeer(peerRecord({ id }))
    receive(store, id, `of ${id}`)
  }
  store.addIncoming(incoming({ peer: 'a', text: 'later', receivedAt: START + 5_000, packetNo: 'later' }))
  store.joinPeers('a', 'b', 1, { former: false, into: false })
  const ids = store.page({ conversation: 'b', limit: 9 }).messages.map(({ id }) => id)
  store.setStarred([ids[0] ?? '', ids[1] ?? ''], true)
  const history = readHistory(path, { conversation: 'b' })
  const chats = history.chats().map(({ id, messages }) => [id, messages])
  const written = [...history.messages('b')].flat().map(({ text }) => text)
  history.close()
  expect({
    order: textsOf(store.page({ conversation: 'b', after: ids[0] ?? '', limit: 1 }).messages),
    around: textsOf(store.page({ conversation: 'b', around: ids[1] ?? '', limit: 2 }).messages),
    starred: textsOf(store.starred({ conversation: 'b', limit: 9 }).messages),
    since: store.firstSince('b', START + 1),
    any: [store.hasMessages('b', START + 1, START + 9_000), store.hasMessages('b', START + 9_000, START + 9_999)],
    tally: [store.tally('b', 100).messages, store.tally('b', 2).messages],
    oldest: store.oldestMessages('b', 2),
    due: store.messagesFrom('b', '0', 9).map(({ id }) => id),
    hidden: [store.conversation('a'), store.page({ conversation: 'a', limit: 9 }).messages.length],
    report: reportOn(path, 9).chats,
    chats,
    written,
  }).toEqual({
    order: ['of b'],
    around: ['of a', 'of b'],
    starred: ['of b', 'of a'],
    since: ids[2],
    any: [true, false],
    tally: [3, 2],
    oldest: ids.slice(0, 2),
    due: ids,
    hidden: [undefined, 0],
    report: [{ conversation: 'b', messages: 3 }],
    chats: [['b', 3]],
    written: ['of a', 'of b', 'later'],
  })
})

test('a message that comes by a former entry is seen where neither had a chat, and in the right one after they are taken apart', () => {
  const store = memory()
  for (const id of ['a', 'b', 'c']) store.savePeer(peerRecord({ id }))
  store.joinPeers('a', 'b', 1, accepts)
  store.joinPeers('b', 'c', 2, accepts)
  store.addIncoming(incoming({ peer: 'c', as: 'a', text: 'by a' }))
  const joined = chatsOf(store)
  separate(store, 'b', 'c')
  const parted = chatsOf(store)
  separate(store, 'a', 'b')
  expect({ joined, parted, last: chatsOf(store) }).toEqual({
    joined: [['c', 1, ['by a']]],
    parted: expect.arrayContaining([['b', 1, ['by a']]]),
    last: [['a', 1, ['by a']]],
  })
})

test('of three who became one, what the first one had is left with neither of the others when he is taken out first', () => {
  const store = memory()
  for (const id of ['a', 'b', 'c']) store.savePeer(peerRecord({ id }))
  store.saveAlias('a', 'his')
  store.savePeerKeys({
    ...{ peer: 'a', pinned: [{ exponent: 65_537, modulus: new Uint8Array(256).fill(1) }], offered: undefined },
    ...{ capability: 1, mac: '', pinnedAt: 1, comparedAt: undefined, otherMac: '', plain: false, files: false },
  })
  store.joinPeers('a', 'b', 1, accepts)
  store.joinPeers('b', 'c', 2, accepts)
  separate(store, 'a', 'c')
  const first = store.peerKeys().map(({ peer }) => peer)
  separate(store, 'b', 'c')
  expect({
    first,
    keys: store.peerKeys().map(({ peer }) => peer),
    aliases: [...store.aliases()],
    people: store
      .peers()
      .map(({ id }) => id)
      .sort(),
  }).toEqual({ first: ['a'], keys: ['a'], aliases: [['a', 'his']], people: ['a', 'b', 'c'] })
})

test('whoever was merged into somebody who turns out to be another one can still be taken out', () => {
  const store = memory()
  for (const id of ['a', 'ghost', 'gezi']) {
    store.savePeer(peerRecord({ id }))
    receive(store, id, `of ${id}`)
  }
  store.joinPeers('a', 'ghost', 1, accepts)
  store.mergePeers('ghost', 'gezi')
  const former = [...store.formerIds()]
  const joined = store.joined().map(({ peer }) => peer)
  separate(store, 'a', 'gezi')
  expect({ former, joined, chats: chatsOf(store) }).toEqual({
    former: [['a', 'gezi']],
    joined: ['gezi'],
    chats: [
      ['a', 1, ['of a']],
      ['gezi', 2, ['of ghost', 'of gezi']],
    ],
  })
})

test('an own history is never taken over twice, though people were merged or taken apart since it was written', () => {
  const added = (['both', 'then', 'now'] as const).map((merged) => {
    const [present, incomingPath] = [temporaryDatabase(), temporaryDatabase()]
    for (const [path, isMerged] of [
      [present, merged !== 'then'],
      [incomingPath, merged !== 'now'],
    ] as const) {
      const { store } = open(path)
      for (const id of ['a', 'b', 'old']) {
        store.savePeer(peerRecord({ id }))
        receive(store, id, `of ${id}`)
      }
      if (isMerged) {
        store.joinPeers('a', 'b', 1, accepts)
        if (merged === 'both') store.mergePeers('old', 'b')
      }
      store.close()
    }
    const order = { present, incoming: incomingPath, target: temporaryDatabase() }
    const rest = { source: 'backup', name: 'x', now: START, people: new Map([['b', 'b']]), edition: '2' } as const
    return merge({ ...order, ...rest }, { progress: () => {} })
  })
  expect(added).toEqual([0, 0, 0])
})

test('a history of before people were merged makes no second person of a former entry, whose chat is a part, there or not', () => {
  const made = ([['a', 'b'], ['b'], []] as const).map((chats) => {
    const [present, old, target] = [temporaryDatabase(), temporaryDatabase(), temporaryDatabase()]
    for (const path of [present, old]) {
      const { store } = open(path)
      for (const id of ['a', 'b']) {
        store.savePeer(peerRecord({ id }))
        if (path === old || chats.some((chat) => chat === id))
          receive(store, id, `of ${id} in ${path === old ? 'old' : 'new'}`)
      }
      store.saveAlias('a', path)
      if (path === present) store.joinPeers('a', 'b', 1, accepts)
      store.close()
    }
    const rest = { source: 'backup', name: 'x', now: START, people: new Map([['a', 'b']]), edition: '2' } as const
    merge({ present, incoming: old, target, ...rest }, { progress: () => {} })
    const { store } = open(target)
    const count = (id: string) => store.page({ conversation: id, limit: 9 }).messages.length
    const joined = {
      people: store.peers().map(({ id }) => id),
      aliases: [...store.aliases().keys()],
      chats: store.conversations().map(({ id }) => [id, count(id)]),
    }
    separate(store, 'a', 'b')
    return { ...joined, parted: [count('a'), count('b')] }
  })
  expect(made).toEqual(
    [4, 3, 2].map((count) => ({
      ...{ people: ['b'], aliases: ['b'], chats: [['b', count]] },
      parted: [count === 4 ? 2 : 1, count === 2 ? 1 : 2],
    })),
  )
})

test('a part whose chat is lost by damage, or that lost whose part it was, is a part of the same person again', () => {
  const lost = [`DELETE FROM conversation WHERE id = 'b'`, `UPDATE conversation SET within = NULL WHERE id = 'a'`]
  const chats = lost.map((damage) => {
    const path = temporaryDatabase()
    const { store } = open(path)
    for (const id of ['a', 'b']) store.savePeer(peerRecord({ id }))
    receive(store, 'a', 'of a')
    store.joinPeers('a', 'b', 1, accepts)
    store.close()
    const [source, target] = [openForWriting(path), openForWriting(':memory:')]
    source.exec(damage)
    migrate(target, migrations)
    target.pragma('foreign_keys = OFF')
    copyTables(source, target)
    source.close()
    return chatsOf(createStore(connect(target)))
  })
  expect(chats).toEqual(lost.map(() => [['b', 1, ['of a']]]))
})

test('deleting, forgetting and a new start with somebody who is several entries leaves nothing behind of any', () => {
  const [deleted, erased, half] = [chain(), chain(), chain()]
  for (const store of [deleted, erased]) store.deleteMessages(store.oldestMessages('c', 9))
  const forgotten = deleted.forgetConversation('c')
  deleted.addIncoming(incoming({ peer: 'c', as: 'a', text: 'again', packetNo: 'again' }))
  const again = chatsOf(deleted)
  separate(deleted, 'b', 'c')
  erased.erasePeer('c')
  erased.savePeer(peerRecord({ id: 'a' }))
  receive(erased, 'a', 'of a')
  half.deleteMessages(half.oldestMessages('c', 2))
  half.setDraft('c', 'draft')
  separate(half, 'b', 'c')
  separate(half, 'a', 'b')
  expect({
    forgotten,
    again,
    deleted: chatsOf(deleted),
    erased: [chatsOf(erased), [...erased.formerIds()], erased.joined()],
    half: [chatsOf(half), half.conversation('c')?.draft],
  }).toEqual({
    forgotten: true,
    again: [['c', 1, ['again']]],
    deleted: expect.arrayContaining([['b', 1, ['again']]]),
    erased: [[['a', 1, ['of a']]], [], []],
    half: [
      [
        ['a', 0, []],
        ['b', 0, []],
        ['c', 1, ['of c']],
      ],
      'draft',
    ],
  })
})
