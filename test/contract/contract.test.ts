/**
 * Every method of the contract over a channel, against the messenger on a real store: what it answers, which inputs it refuses, and that
 * each error that it declares can happen. The table has a row for every method but the host's (test/host/file-methods.test.ts, test/host/history.test.ts); a method
 * without one does not compile.
 */
import { describe, expect, it } from 'vitest'
import { charset } from '../../electron/host/charset.ts'
import {
  contract,
  MAX_OFFER_PEERS,
  MAX_PAGE,
  MAX_TEXT,
  type MethodInput,
  type MethodName,
} from '../../shared/api/contract.ts'
import type { CoreMethodName } from '../../shared/core/methods.ts'
import type { Store } from '../../shared/core/ports.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import { EMPTY } from '../../shared/engine/groups.ts'
import type { Policy } from '../../shared/model/policy.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { Network } from '../../shared/model/state.ts'
import { createDesk, type Desk, fileOffer, incoming, openMemoryStore, person, ZHANG } from '../core/desk.ts'

interface Prepared {
  readonly desk: Desk
  /** An incoming message, one of ours on its way, and one that is delivered. */
  readonly received: string
  readonly sent: string
  readonly delivered: string
  readonly breakDisk: () => void
  /** Whoever manages the computer decided about this setting. */
  readonly lock: (key: keyof Settings) => void
}

const GROUP = '3b199b07'
const ONLINE: Network = { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] }

function joinGroup(desk: Desk): string {
  desk.messenger.setNetwork(desk.clock.now(), ONLINE)
  desk.call('groupJoin', { group: GROUP })
  return GROUP
}

function inviteTo(desk: Desk): string {
  desk.apply({ type: 'group-invited', group: { ...EMPTY, id: GROUP, name: '研发' }, peer: ZHANG.id })
  return GROUP
}

type Case<Input> = (prepared: Prepared) => Input

interface Row<M extends CoreMethodName> {
  readonly good: Case<MethodInput<M>>
  readonly bad: readonly unknown[]
  readonly errors: { readonly [Code in (typeof contract)[M]['errors'][number]]: Case<MethodInput<M>> }
}

const full = Object.assign(new Error('database or disk is full'), { reason: 'disk-full' })

const DATAGRAM = charset.encode(
  '1:1:zhang:ZHANG-PC:2097440:你好 hello\x001:报告.doc:f4240:6553f100:1:\x07\0',
  'gb18030',
)

function prepare(): Prepared {
  const store = openMemoryStore()
  let broken = false
  const transaction: Store['transaction'] = (work) => {
    if (broken) throw full
    return store.transaction(work)
  }
  const policy: Policy = { managedBy: 'IT', locked: [], values: {}, off: [] }
  const desk = createDesk({ store: { ...store, transaction }, policy })
  desk.apply(person({}), incoming(1, '你好 hello', { raw: DATAGRAM, attachments: [fileOffer()] }))
  const received = store.page({ conversation: ZHANG.id, limit: 1 }).messages[0]?.id ?? ''
  const delivered = desk.send('done').id
  desk.apply({ type: 'message-state', id: delivered, delivery: { state: 'delivered', at: desk.clock.now() } })
  const sent = desk.send('on its way').id
  const breakDisk = (): void => {
    broken = true
  }
  return { desk, received, sent, delivered, breakDisk, lock: (key) => void policy.locked.push(key) }
}

/** The same input on a disk that refuses. */
const onBrokenDisk =
  <Input>(good: Case<Input>): Case<Input> =>
  (prepared) => {
    const input = good(prepared)
    prepared.breakDisk()
    return input
  }

/** The same input where the setting is decided. */
const onLocked =
  <Input>(key: keyof Settings, good: Case<Input>): Case<Input> =>
  (prepared) => {
    const input = good(prepared)
    prepared.lock(key)
    return input
  }

const conversation = ZHANG.id

const keysOf = (): EngineEvent => ({
  type: 'keys-changed',
  keys: {
    peer: ZHANG.id,
    pinned: [{ modulus: new Uint8Array(256).fill(0xff), exponent: 65537 }],
    ...{
      capability: 0x65920006,
      mac: '',
      pinnedAt: 1,
      comparedAt: undefined,
      offered: undefined,
      otherMac: '',
      plain: false,
      files: true,
    },
  },
})
const shownFingerprint = Array.from({ length: 10 }, () => 'ffff').join(' ')
const nobody = 'u:nobody@NOWHERE'

const setSettings: Case<MethodInput<'setSettings'>> = () => ({ name: '王五', theme: 'dark' })
const addAddress: Case<MethodInput<'addAddress'>> = () => ({ address: '192.168.2.0/24' })
const setAlias: Case<MethodInput<'setAlias'>> = () => ({ peer: ZHANG.id, alias: '老张' })
const setNote: Case<MethodInput<'setNote'>> = () => ({ peer: ZHANG.id, note: '三楼' })
const setPicture: Case<MethodInput<'setPicture'>> = () => ({ peer: ZHANG.id, picture: 'drawn:3' })
const setBlocked: Case<MethodInput<'setBlocked'>> = () => ({ peer: ZHANG.id, blocked: true })
const mergePeople: Case<MethodInput<'mergePeople'>> = ({ desk }) => {
  desk.apply(person({ id: 'u:zhang@NEW-PC', host: 'NEW-PC' }))
  return { one: ZHANG.id, other: 'u:zhang@NEW-PC' }
}
const separatePerson: Case<MethodInput<'separatePerson'>> = (row) => {
  const { desk } = row
  desk.call('mergePeople', mergePeople(row))
  return { former: 'u:zhang@NEW-PC' }
}
const forgetPeople: Case<MethodInput<'forgetPeople'>> = ({ desk }) => {
  desk.apply(person({ presence: 'offline' }))
  return { peers: [ZHANG.id], history: false }
}
const sendMessage: Case<MethodInput<'sendMessage'>> = () => ({ peer: ZHANG.id, text: 'hello' })
const lockedMessage = (desk: Desk): { id: string } => {
  desk.apply(incoming(99, 'secret', { sealed: true, locked: true }))
  return { id: desk.store.conversation(ZHANG.id)?.last?.id ?? '' }
}
const openConversation: Case<MethodInput<'openConversation'>> = () => ({ peer: ZHANG.id })
const markRead: Case<MethodInput<'markRead'>> = ({ received }) => ({ conversation, upTo: received })
const setDraft: Case<MethodInput<'setDraft'>> = () => ({ conversation, text: 'half a tho' })
const setPinned: Case<MethodInput<'setPinned'>> = () => ({ conversation, pinned: true })
const setMuted: Case<MethodInput<'setMuted'>> = () => ({ conversation, until: 1_000 })
/** Expired messages are written again. */
const retryExpired: Case<MethodInput<'retryMessage'>> = ({ desk, sent }) => {
  desk.apply({ type: 'message-state', id: sent, delivery: { state: 'failed', reason: 'expired', attempts: 9 } })
  return { id: sent }
}

/** A file that somebody offers: `1` is the received message. */
const OFFERED = '1.0'
const offered: Case<{ ids: string[] }> = () => ({ ids: [OFFERED] })
const after =
  (...methods: readonly MethodName[]): Case<{ ids: string[] }> =>
  ({ desk }) => {
    for (const method of methods) desk.call(method, { ids: [OFFERED] })
    return { ids: [OFFERED] }
  }
const failed: Case<{ ids: string[] }> = ({ desk }) => {
  desk.messenger.setNetwork(desk.clock.now(), { state: 'online', address: '0.0.0.0', port: 2425, interfaces: [] })
  desk.call('acceptTransfers', { ids: [OFFERED] })
  desk.files.end(OFFERED, { type: 'failed', reason: 'disk-full', detail: '', retry: 'manual' })
  return { ids: [OFFERED] }
}
const noTransfer = () => ({ ids: ['999999.0'] })
const badIds = [{ ids: [] }, { ids: ['1'] }, { ids: ['1.0; DROP'] }, { ids: 'all' }]
const steering = (good: Case<{ ids: string[] }>) => ({
  good,
  bad: [...badIds, {}],
  errors: { 'transfer-not-found': noTransfer, 'storage-failed': onBrokenDisk(good) },
})
const offerFiles: Case<MethodInput<'offerFiles'>> = ({ desk }) => ({
  peers: [ZHANG.id],
  tokens: [desk.files.stageFile('报告.doc')],
  text: '看',
})
const folderToken: Case<string> = ({ desk }) => desk.files.stageFile('下载', { kind: 'folder' })

const sendMessages: Case<MethodInput<'sendMessages'>> = () => ({ peers: [ZHANG.id], texts: ['一', '二'] })
const draftFiles: Case<MethodInput<'setDraftFiles'>> = ({ desk }) => ({
  conversation: ZHANG.id,
  tokens: [desk.files.stageFile('报告.doc')],
})
const failedMessage: Case<{ readonly id: string }> = ({ desk, sent }) => {
  desk.apply({ type: 'message-state', id: sent, delivery: { state: 'failed', reason: 'no-answer', attempts: 5 } })
  return { id: sent }
}
const setStarred: Case<MethodInput<'setStarred'>> = ({ received, sent }) => ({
  messages: [received, sent],
  starred: true,
})
const setQuoting: Case<MethodInput<'setQuoting'>> = ({ received }) => ({ conversation, message: received })
const readMessageAs: Case<MethodInput<'readMessageAs'>> = ({ received }) => ({ message: received, as: 'big5' })
const readPersonAs: Case<MethodInput<'readPersonAs'>> = () => ({ peer: ZHANG.id, as: 'shift_jis' })

const rows: { readonly [M in CoreMethodName]: Row<M> } = {
  setSettings: {
    good: setSettings,
    bad: [{ port: 0 }, { peers: 'all' }, { theme: 'pink' }, { name: 'x'.repeat(41) }],
    errors: {
      'invalid-setting': () => ({ peers: ['8.8.8.8/16'] }),
      managed: onLocked('theme', setSettings),
      'storage-failed': onBrokenDisk(setSettings),
    },
  },
  setAbsence: { good: () => ({ text: '开会' }), bad: [{ text: 7 }, { text: 'x'.repeat(201) }], errors: {} },
  announce: { good: () => ({}), bad: [7, 'now'], errors: {} },
  reopenNetwork: { good: () => ({}), bad: [true], errors: {} },
  addAddress: {
    good: addAddress,
    bad: [{}, { address: 'x'.repeat(65) }],
    errors: {
      'invalid-address': () => ({ address: 'example.com' }),
      managed: onLocked('peers', addAddress),
      'storage-failed': onBrokenDisk(addAddress),
    },
  },
  setAlias: {
    good: setAlias,
    bad: [{ peer: ZHANG.id }, { peer: '', alias: '' }],
    errors: {
      'peer-not-found': () => ({ peer: nobody, alias: 'x' }),
      'storage-failed': onBrokenDisk(setAlias),
    },
  },
  setNote: {
    good: setNote,
    bad: [{ peer: ZHANG.id }, { peer: ZHANG.id, note: 'x'.repeat(1_001) }],
    errors: { 'peer-not-found': () => ({ peer: nobody, note: '' }), 'storage-failed': onBrokenDisk(setNote) },
  },
  setPicture: {
    good: setPicture,
    bad: [
      { peer: ZHANG.id },
      { peer: ZHANG.id, picture: 'https://example.com/a.png' },
      { peer: ZHANG.id, picture: 'data:image/svg+xml;base64,PHN2Zz4=' },
      { peer: ZHANG.id, picture: `data:image/png;base64,${'A'.repeat(24_000)}` },
    ],
    errors: { 'peer-not-found': () => ({ peer: nobody, picture: '' }), 'storage-failed': onBrokenDisk(setPicture) },
  },
  setBlocked: {
    good: setBlocked,
    bad: [{ peer: ZHANG.id }],
    errors: { 'peer-not-found': () => ({ peer: nobody, blocked: true }), 'storage-failed': onBrokenDisk(setBlocked) },
  },
  mergePeople: {
    good: mergePeople,
    bad: [{ one: ZHANG.id }],
    errors: {
      'peer-not-found': () => ({ one: ZHANG.id, other: nobody }),
      'same-person': () => ({ one: ZHANG.id, other: ZHANG.id }),
      'storage-failed': onBrokenDisk(mergePeople),
    },
  },
  separatePerson: {
    good: separatePerson,
    bad: [{}, { peer: ZHANG.id }],
    errors: { 'peer-not-found': () => ({ former: nobody }), 'storage-failed': onBrokenDisk(separatePerson) },
  },
  forgetPeople: {
    good: forgetPeople,
    bad: [{ peers: [], history: false }, { peers: [ZHANG.id] }],
    errors: { 'storage-failed': onBrokenDisk(forgetPeople) },
  },
  personFacts: {
    good: () => ({ peer: ZHANG.id }),
    bad: [{}],
    errors: { 'peer-not-found': () => ({ peer: nobody }) },
  },
  personKeys: { good: () => ({ peer: ZHANG.id }), bad: [{}], errors: { 'peer-not-found': () => ({ peer: nobody }) } },
  setTrust: {
    good: ({ desk }) => {
      desk.apply(keysOf())
      return { peer: ZHANG.id, change: 'compared', fingerprint: shownFingerprint }
    },
    bad: [{}, { peer: ZHANG.id, change: 'believe' }],
    errors: {
      'peer-not-found': () => ({ peer: nobody, change: 'compared' }),
      'key-changed': ({ desk }) => {
        desk.apply(keysOf())
        return { peer: ZHANG.id, change: 'accept', fingerprint: 'another one' }
      },
    },
  },
  meet: { good: () => ({ peer: ZHANG.id }), bad: [{}], errors: {} },
  setIdle: { good: () => ({ idle: true }), bad: [{}], errors: {} },
  sendMessage: {
    good: sendMessage,
    bad: [{ peer: ZHANG.id }, { peer: ZHANG.id, text: '' }, { peer: ZHANG.id, text: 'x'.repeat(MAX_TEXT + 1) }],
    errors: {
      'peer-not-found': () => ({ peer: nobody, text: 'hello' }),
      empty: () => ({ peer: ZHANG.id, text: ' \n\u3000\t' }),
      'storage-failed': onBrokenDisk(sendMessage),
    },
  },
  openMessage: {
    good: ({ received }) => ({ id: received }),
    bad: [{}, { id: 'x' }, { id: '1', password: 7 }],
    errors: {
      'message-not-found': () => ({ id: '999999' }),
      'wrong-password': ({ desk }) => {
        desk.call('setLockPassword', { next: 'secret' })
        return { ...lockedMessage(desk), password: 'wrong' }
      },
      'storage-failed': onBrokenDisk(({ desk }) => lockedMessage(desk)),
    },
  },
  setTyping: {
    good: () => ({ peer: ZHANG.id, typing: true }),
    bad: [{}, { peer: ZHANG.id, typing: 'yes' }],
    errors: { 'peer-not-found': () => ({ peer: nobody, typing: true }) },
  },
  askPerson: {
    good: () => ({ peer: ZHANG.id }),
    bad: [{}, { peer: '' }],
    errors: {
      'peer-not-found': () => ({ peer: nobody }),
      'peer-offline': ({ desk }) => {
        desk.apply(person({ presence: 'offline' }))
        return { peer: ZHANG.id }
      },
    },
  },
  shake: {
    good: () => ({ peer: ZHANG.id }),
    bad: [{}, { peer: '' }],
    errors: {
      'peer-not-found': () => ({ peer: nobody }),
      'not-able': ({ desk }) => {
        desk.apply(person({ dialect: 'ipmsg-4' }))
        return { peer: ZHANG.id }
      },
      'peer-offline': ({ desk }) => {
        desk.apply(person({ presence: 'offline' }))
        return { peer: ZHANG.id }
      },
      'too-soon': ({ desk }) => {
        desk.call('shake', { peer: ZHANG.id })
        return { peer: ZHANG.id }
      },
    },
  },
  groupSend: {
    good: ({ desk }) => ({ group: joinGroup(desk), text: '大家好' }),
    bad: [
      { group: 'x', text: 'hi' },
      { group: GROUP, text: '' },
      { group: `${GROUP}0`, text: 'hi' },
    ],
    errors: {
      'group-not-found': () => ({ group: GROUP, text: 'hi' }),
      empty: ({ desk }) => ({ group: joinGroup(desk), text: '  ' }),
      'too-long': ({ desk }) => ({ group: joinGroup(desk), text: 'x'.repeat(4_000) }),
      'network-down': ({ desk }) => {
        const group = joinGroup(desk)
        desk.messenger.setNetwork(desk.clock.now(), { state: 'no-interface', port: 2425 })
        return { group, text: 'hi' }
      },
      'storage-failed': ({ desk, breakDisk }) => {
        const group = joinGroup(desk)
        breakDisk()
        return { group, text: 'hi' }
      },
    },
  },
  groupInvite: {
    good: ({ desk }) => ({ group: joinGroup(desk), peer: ZHANG.id }),
    bad: [{ group: GROUP }, { group: 'zzzzzzzz', peer: ZHANG.id }],
    errors: {
      'group-not-found': () => ({ group: GROUP, peer: ZHANG.id }),
      'peer-not-found': ({ desk }) => ({ group: joinGroup(desk), peer: nobody }),
      'not-able': ({ desk }) => {
        desk.apply(person({ dialect: 'ipmsg-4' }))
        return { group: joinGroup(desk), peer: ZHANG.id }
      },
      'peer-offline': ({ desk }) => {
        desk.apply(person({ presence: 'offline' }))
        return { group: joinGroup(desk), peer: ZHANG.id }
      },
      'network-down': ({ desk }) => {
        const group = joinGroup(desk)
        desk.messenger.setNetwork(desk.clock.now(), { state: 'no-interface', port: 2425 })
        return { group, peer: ZHANG.id }
      },
    },
  },
  groupJoin: {
    good: () => ({ group: GROUP }),
    bad: [{ group: '3b199b0' }, { group: 'nothexno' }],
    errors: {
      'too-many': ({ desk }) => {
        for (let number = 0; number < 64; number++)
          desk.call('groupJoin', { group: number.toString(16).padStart(8, '0') })
        return { group: GROUP }
      },
      'storage-failed': ({ breakDisk }) => {
        breakDisk()
        return { group: GROUP }
      },
    },
  },
  groupLeave: {
    good: ({ desk }) => ({ group: joinGroup(desk) }),
    bad: [{ group: '' }],
    errors: {
      'group-not-found': () => ({ group: GROUP }),
      'storage-failed': ({ desk, breakDisk }) => {
        const group = joinGroup(desk)
        breakDisk()
        return { group }
      },
    },
  },
  groupMembers: {
    good: ({ desk }) => ({ group: joinGroup(desk) }),
    bad: [{ group: 'xyz' }],
    errors: { 'group-not-found': () => ({ group: GROUP }) },
  },
  groupDecline: {
    good: ({ desk }) => ({ group: inviteTo(desk) }),
    bad: [{}],
    errors: {
      'group-not-found': ({ desk }) => ({ group: joinGroup(desk) }),
      'storage-failed': ({ desk, breakDisk }) => {
        const group = inviteTo(desk)
        breakDisk()
        return { group }
      },
    },
  },
  setLockPassword: {
    good: () => ({ next: 'secret' }),
    bad: [{}, { next: 'x'.repeat(201) }],
    errors: {
      'wrong-password': ({ desk }) => {
        desk.call('setLockPassword', { next: 'secret' })
        return { current: 'wrong', next: '' }
      },
      'storage-failed': onBrokenDisk(() => ({ next: 'secret' })),
    },
  },
  retryMessage: {
    good: ({ sent }) => ({ id: sent }),
    bad: [{ id: 1 }, { id: '-1' }, { id: '1; DROP' }],
    errors: {
      'message-not-found': () => ({ id: '999999' }),
      'not-retryable': ({ delivered }) => ({ id: delivered }),
      'storage-failed': onBrokenDisk(retryExpired),
    },
  },
  deleteMessage: {
    good: ({ sent }) => ({ id: sent }),
    bad: [{}, { id: '1'.repeat(16) }],
    errors: {
      'message-not-found': () => ({ id: '999999' }),
      'storage-failed': onBrokenDisk(({ received }) => ({ id: received })),
    },
  },
  pageMessages: {
    good: ({ sent }) => ({ conversation, before: sent, limit: 10 }),
    bad: [{ conversation }, { conversation, limit: MAX_PAGE + 1 }, { conversation, limit: 10, before: 'first' }],
    errors: {},
  },
  searchMessages: {
    good: () => ({ text: '你好', filter: { chats: [conversation], has: ['link'], since: 0 }, limit: 10, count: true }),
    bad: [{ text: 'x' }, { text: 'x'.repeat(201), limit: 10 }, { text: '', filter: { has: ['all'] }, limit: 10 }],
    errors: {},
  },
  searchFiles: {
    good: () => ({ text: '报告', limit: 10 }),
    bad: [{ text: 'x' }, { text: 'x', limit: 10, before: '1' }],
    errors: {},
  },
  openConversation: {
    good: openConversation,
    bad: [{}, { peer: 'x'.repeat(201) }],
    errors: { 'peer-not-found': () => ({ peer: nobody }), 'storage-failed': onBrokenDisk(openConversation) },
  },
  markRead: {
    good: markRead,
    bad: [{ conversation }, { conversation, upTo: 'all' }],
    errors: {
      'conversation-not-found': () => ({ conversation: nobody, upTo: '1' }),
      'storage-failed': onBrokenDisk(markRead),
    },
  },
  setDraft: {
    good: setDraft,
    bad: [{ conversation }, { conversation, text: 'x'.repeat(MAX_TEXT + 1) }],
    errors: {
      'conversation-not-found': () => ({ conversation: nobody, text: '' }),
      'storage-failed': onBrokenDisk(setDraft),
    },
  },
  setPinned: {
    good: setPinned,
    bad: [{ conversation }, { conversation, pinned: 'yes' }],
    errors: {
      'conversation-not-found': () => ({ conversation: nobody, pinned: true }),
      'storage-failed': onBrokenDisk(setPinned),
    },
  },
  sendMessages: {
    good: sendMessages,
    bad: [
      { peers: [], texts: ['a'] },
      { peers: [ZHANG.id], texts: [] },
      { peers: Array.from({ length: MAX_OFFER_PEERS + 1 }, () => ZHANG.id), texts: ['a'] },
      { peers: [ZHANG.id], texts: ['a'.repeat(MAX_TEXT + 1)] },
    ],
    errors: {
      'peer-not-found': () => ({ peers: [ZHANG.id, nobody], texts: ['在吗'] }),
      empty: () => ({ peers: [ZHANG.id], texts: ['一', ' \n'] }),
      'storage-failed': onBrokenDisk(sendMessages),
    },
  },
  setDraftFiles: {
    good: draftFiles,
    bad: [{ conversation: ZHANG.id }, { conversation: ZHANG.id, tokens: [''] }],
    errors: {
      'conversation-not-found': (prepared) => ({ ...draftFiles(prepared), conversation: nobody }),
      'token-unknown': () => ({ conversation: ZHANG.id, tokens: ['/etc/passwd'] }),
      'storage-failed': onBrokenDisk(draftFiles),
    },
  },
  editMessage: {
    good: failedMessage,
    bad: [{ id: 'x' }, {}],
    errors: {
      'message-not-found': () => ({ id: '999' }),
      'not-editable': ({ delivered }) => ({ id: delivered }),
      'storage-failed': onBrokenDisk(failedMessage),
    },
  },
  setMuted: {
    good: setMuted,
    bad: [{ until: 1 }, { conversation, until: -1 }, { conversation, until: 8.7e15 }],
    errors: {
      'conversation-not-found': () => ({ conversation: nobody, until: 1 }),
      'storage-failed': onBrokenDisk(setMuted),
    },
  },
  offerFiles: {
    good: offerFiles,
    bad: [
      { peers: [], tokens: ['a'] },
      { peers: [ZHANG.id], tokens: [] },
      { peers: Array.from({ length: MAX_OFFER_PEERS + 1 }, () => ZHANG.id), tokens: ['a'] },
      { peers: [ZHANG.id], tokens: ['/etc/passwd'.repeat(9)] },
    ],
    errors: {
      'peer-not-found': (prepared) => ({ ...offerFiles(prepared), peers: [ZHANG.id, nobody] }),
      'token-unknown': () => ({ peers: [ZHANG.id], tokens: ['/etc/passwd'] }),
      'storage-failed': onBrokenDisk(offerFiles),
    },
  },
  acceptTransfers: {
    good: (prepared) => ({ ids: [OFFERED], to: folderToken(prepared), saveAs: '新.doc' }),
    bad: [...badIds, { ids: [OFFERED], saveAs: ' ' }, { ids: [OFFERED], to: '' }],
    errors: {
      'transfer-not-found': noTransfer,
      'token-unknown': () => ({ ids: [OFFERED], to: '/etc' }),
      'not-a-folder': ({ desk }) => ({ ids: [OFFERED], to: desk.files.stageFile('a.txt') }),
      'storage-failed': onBrokenDisk(offered),
    },
  },
  declineTransfers: steering(offered),
  cancelTransfers: steering(after('acceptTransfers')),
  pauseTransfers: steering(after('acceptTransfers')),
  resumeTransfers: steering(after('acceptTransfers', 'pauseTransfers')),
  retryTransfers: { ...steering(failed), bad: badIds },
  clearTransfers: { ...steering(after('declineTransfers')), bad: badIds },
  picturesOf: {
    good: ({ received }) => ({ conversation, from: received, side: 'at' }),
    bad: [{ conversation, from: 'x', side: 'at' }, { conversation, from: '1', side: 'left' }, {}],
    errors: {},
  },
  transfersOf: {
    good: ({ received }) => ({ messages: [received] }),
    bad: [{ messages: [] }, { messages: ['x'] }, {}],
    errors: {},
  },
  firstMessageSince: {
    good: () => ({ conversation, at: 0 }),
    bad: [{ conversation }, { conversation, at: 'today' }, { conversation, at: -1 }],
    errors: {},
  },
  daysWithMessages: {
    good: ({ desk }) => ({ conversation, starts: [0, desk.clock.now(), desk.clock.now() + 1] }),
    bad: [
      { conversation, starts: [0] },
      { conversation, starts: Array.from({ length: 33 }, (_, day) => day) },
    ],
    errors: {},
  },
  setStarred: {
    good: setStarred,
    bad: [{ messages: [], starred: true }, { messages: ['1'] }, { messages: ['x'], starred: true }],
    errors: { 'storage-failed': onBrokenDisk(setStarred) },
  },
  starredMessages: { good: () => ({ limit: 10 }), bad: [{}, { limit: MAX_PAGE + 1 }], errors: {} },
  messageDetails: {
    good: ({ received }) => ({ id: received }),
    bad: [{}, { id: 1 }],
    errors: { 'message-not-found': () => ({ id: '999999' }) },
  },
  setQuoting: {
    good: setQuoting,
    bad: [{}, { conversation, message: 7 }],
    errors: {
      'conversation-not-found': ({ received }) => ({ conversation: nobody, message: received }),
      'message-not-found': () => ({ conversation, message: '999999' }),
      'storage-failed': onBrokenDisk(setQuoting),
    },
  },
  findQuoted: {
    good: ({ sent }) => ({ message: sent }),
    bad: [{}],
    errors: { 'message-not-found': () => ({ message: '999999' }) },
  },
  previewCodePages: {
    good: ({ received }) => ({ message: received }),
    bad: [{}],
    errors: { 'message-not-found': () => ({ message: '999999' }), 'no-datagram': ({ sent }) => ({ message: sent }) },
  },
  readMessageAs: {
    good: readMessageAs,
    bad: [{}, { message: '1', as: 'utf-16' }],
    errors: {
      'message-not-found': () => ({ message: '999999', as: 'big5' }),
      'no-datagram': ({ sent }) => ({ message: sent, as: 'big5' }),
      'storage-failed': onBrokenDisk(readMessageAs),
    },
  },
  readPersonAs: {
    good: readPersonAs,
    bad: [{ peer: ZHANG.id }, { peer: ZHANG.id, as: '' }],
    errors: {
      'peer-not-found': () => ({ peer: nobody, as: 'automatic' }),
      'storage-failed': onBrokenDisk(readPersonAs),
    },
  },
  chooseDownloads: {
    good: (prepared) => ({ folder: folderToken(prepared) }),
    bad: [{ folder: '' }, { folder: 7 }],
    errors: {
      'token-unknown': () => ({ folder: '/etc' }),
      'not-a-folder': ({ desk }) => ({ folder: desk.files.stageFile('a.txt') }),
      managed: onLocked('downloads', (prepared) => ({ folder: folderToken(prepared) })),
      'storage-failed': onBrokenDisk(() => ({})),
    },
  },
}

const names = Object.keys(contract).filter((name): name is CoreMethodName => Object.hasOwn(rows, name))

describe.each(names)('%s', (method) => {
  const { good, bad, errors } = rows[method]

  it('answers what the contract says, in JSON', async () => {
    const prepared = prepare()
    const input = good(prepared)
    const answer = await prepared.desk.client().call(method, input)
    expect(answer).toMatchObject({ ok: true })
    const direct = prepare()
    const raw = direct.desk.call(method, good(direct))
    expect(raw).toEqual(answer)
    expect(JSON.parse(JSON.stringify(raw))).toStrictEqual(raw)
  })

  it('refuses what is no input of it', () => {
    const { desk } = prepare()
    const codes = [...bad, undefined, null, [1]].map((input) => desk.call(method, input))
    expect(codes).toEqual(
      codes.map(() => ({ ok: false, error: { code: 'invalid-input', detail: expect.any(String) } })),
    )
  })

  it.each(Object.entries<Case<unknown>>(errors))('can fail with %s', (code, make) => {
    const prepared = prepare()
    const answer = prepared.desk.call(method, make(prepared))
    expect(answer).toMatchObject({ ok: false, error: { code } })
    expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer)
  })
})

describe('the contract', () => {
  it.each(['nothing', 'constructor', '__proto__', 'toString', ''])('has no method %j', (method) => {
    expect(createDesk().call(method, {})).toEqual({
      ok: false,
      error: { code: 'invalid-input', detail: 'no such method' },
    })
  })

  it('answers internal, with the id in the log, when the store reads what it cannot', async () => {
    const broken = new Error('database disk image is malformed')
    const desk = createDesk({
      wrap: (store) => ({
        ...store,
        page() {
          throw broken
        },
      }),
    })
    const answer = await desk.client().call('pageMessages', { conversation, limit: 1 })
    expect([answer, desk.reports]).toEqual([{ ok: false, error: { code: 'internal', detail: 'log-1' } }, [broken]])
  })

  it('sends a snapshot that is JSON and parses', () => {
    const { desk } = prepare()
    desk.messenger.setNetwork(desk.clock.now(), { state: 'no-interface', port: 2425 })
    desk.messenger.setStorage({ state: 'salvaged', keptAs: 'gezi-damaged.db', messages: 3, lost: false })
    desk.call('setAbsence', { text: '开会' })
    const snapshot = desk.messenger.snapshot()
    expect(JSON.parse(JSON.stringify(snapshot))).toStrictEqual(snapshot)
    expect(snapshot).toMatchObject({
      self: { absence: '开会' },
      network: { state: 'no-interface' },
      storage: { state: 'salvaged' },
      about: { capabilities: ['tray'] },
      peers: [{ id: ZHANG.id, presence: 'online' }],
      conversations: [{ id: ZHANG.id, unread: 1, last: { text: 'on its way' } }],
    })
  })
})
