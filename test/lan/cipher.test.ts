/** Encrypted messages between engines on one network, and what somebody in between can do about them (protocol.md 5, 11.2). */
import { describe, expect, it } from 'vitest'
import { createCipher } from '../../electron/host/cipher.ts'
import type { IncomingMessage } from '../../shared/engine/io.ts'
import {
  canSign,
  decodeKeyRequest,
  decodePacket,
  decryptBody,
  encodeKeyAnswer,
  encryptBody,
  hasFlag,
  latin1,
  OPT,
  OWN_CAPABILITY,
  type Packet,
  splitFingerprintName,
  verifyBody,
} from '../../shared/protocol/index.ts'
import { KEYS } from '../protocol/keys.ts'
import { type Computer, createLan, type Lan, type Sight } from './network.ts'

const GETPUBKEY = 0x72
const ANSPUBKEY = 0x73
const SENDMSG = 0x20

/** Two keys that nobody has compared: Bob's, and the one that Bob has after he set up his computer anew. */
const alice = KEYS.alice
const bob = KEYS.bob

function packetOf({ bytes }: Sight): Packet {
  const packet = decodePacket(bytes)
  if (!packet.ok) throw new Error(packet.error)
  return packet.value
}

const of = (lan: Lan, command: number, from?: Computer): Sight[] =>
  lan.sights.filter(
    (sight) =>
      packetOf(sight).command === command && (from === undefined || sight.from.address === from.endpoint.address),
  )

const texts = ({ store }: Computer): (string | undefined)[] => store.received.map(({ text }) => text)
const last = ({ store }: Computer): IncomingMessage => {
  const message = store.received.at(-1)
  if (message === undefined) throw new Error('no message came')
  return message
}
const stateOf = ({ store }: Computer, id: string) => store.sent.get(id)?.delivery

function office(options: Parameters<typeof createLan>[0] = {}) {
  const lan = createLan(options)
  const a = lan.computer('alice', { keys: alice })
  const b = lan.computer('bob', { keys: bob })
  lan.run(3_000)
  return { lan, a, b, hello: () => a.send(b, 'good morning') }
}

const delivered = (computer: Computer, id: string) => () => stateOf(computer, id)?.state === 'delivered'

describe('two Gezis', () => {
  it('ask for keys once, encrypt, sign and verify', () => {
    const { lan, a, b } = office()
    const ids = ['你好', 'second'].map((text) => a.send(b, text))
    expect(lan.runUntil(delivered(a, ids[1] ?? ''), 5_000)).toBe(true)
    expect(texts(b)).toEqual(['你好', 'second'])
    expect(last(b).cipher).toEqual({ signature: 'good', readable: true })
    expect(of(lan, GETPUBKEY, a)).toHaveLength(1)
    const sent = of(lan, SENDMSG, a).map(packetOf)
    expect(sent.every(({ flags }) => hasFlag(flags, OPT.ENCRYPT))).toBe(true)
    expect(sent.some(({ body }) => latin1(body).includes('second'))).toBe(false)
  })

  it('lose and repeat no encrypted message in bad weather', () => {
    const { lan, a, b } = office({ seed: 7, loss: 30, duplication: 10, delay: [1, 300] })
    const wanted = Array.from({ length: 30 }, (_, i) => `line ${i}`)
    const ids = wanted.map((text) => a.send(b, text))
    expect(lan.runUntil(() => ids.every((id) => stateOf(a, id)?.state === 'delivered'), 600_000)).toBe(true)
    expect(texts(b)).toEqual(wanted)
    expect(b.store.received.every(({ cipher }) => cipher?.readable === true && cipher.signature !== 'bad')).toBe(true)
    // Bob may ask in vain for the key of the very first one.
    expect(b.store.received.slice(2).every(({ cipher }) => cipher?.signature === 'good')).toBe(true)
  })

  it('write on in cipher after a restart, with the keys that they kept', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    a.crash()
    a.start()
    lan.run(1_000)
    expect(lan.runUntil(delivered(a, a.send(b, 'again')), 5_000)).toBe(true)
    expect(last(b)).toMatchObject({ text: 'again', cipher: { signature: 'good' } })
  })

  it('answer for an absent user in cipher to whom his key is kept, and say nothing where they could not', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const b = lan.computer('bob', { keys: bob, identity: { absence: 'gone to the factory' } })
    lan.run(3_000)
    expect(lan.runUntil(delivered(a, a.send(b, 'are you there?')), 5_000)).toBe(true)
    lan.run(100)
    expect(last(a)).toMatchObject({ text: 'gone to the factory', automatic: true, cipher: { signature: 'good' } })
    const [answer] = of(lan, SENDMSG, b).map(packetOf)
    expect([hasFlag(answer?.flags ?? 0, OPT.ENCRYPT), hasFlag(answer?.flags ?? 0, OPT.AUTORET)]).toEqual([true, true])
    // She shows another key: no word until the user has looked at that.
    lan.run(61_000)
    const before = of(lan, SENDMSG, b).length
    a.crash()
    const other = lan.computer('alice', {
      keys: KEYS.bob,
      address: '10.0.0.60',
      identity: { installation: a.peerIdOf(a).slice(2) },
    })
    lan.run(6_000)
    other.send(b, 'and now?')
    lan.run(3_000)
    expect(texts(b)).toContain('and now?')
    expect(of(lan, SENDMSG, b).slice(before)).toEqual([])
  })

  it('tell each of several readers of the others inside the cipher, so that all can be answered', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const b = lan.computer('bob', { keys: bob })
    const c = lan.computer('carol', { keys: bob })
    lan.run(3_000)
    const recipients = [a.peerIdOf(b), a.peerIdOf(c)]
    const ids = [b, c].map((to) => a.send(to, 'to both', { sealed: false, locked: false, multicast: true, recipients }))
    expect(lan.runUntil(() => ids.every((id) => delivered(a, id)()), 10_000)).toBe(true)
    expect(last(b)).toMatchObject({ text: 'to both', multicast: true, recipients: [b.peerIdOf(c)] })
    expect(last(c)).toMatchObject({ recipients: [c.peerIdOf(b)], cipher: { signature: 'good' } })
    const sent = of(lan, SENDMSG, a).map(packetOf)
    expect(sent.every(({ flags }) => hasFlag(flags, OPT.ENCRYPT | OPT.ENCEXTMSG))).toBe(true)
    expect(sent.some(({ body }) => latin1(body).includes('TO:'))).toBe(false)
  })

  it('speak plain text with somebody who claims a cipher and never shows a key, after three questions', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const silent = lan.stranger('10.0.0.77')
    silent.send(a.endpoint, Buffer.from('1:1:mute:MUTE:4194305:mute\0\0'))
    lan.run(2_000)
    a.send({ id: 'u:mute@MUTE' }, 'anybody there?')
    lan.run(3_500)
    const seen = silent.seen.map(packetOf).filter(({ command }) => command === GETPUBKEY || command === SENDMSG)
    expect(seen.slice(0, 4).map(({ command }) => command)).toEqual([GETPUBKEY, GETPUBKEY, GETPUBKEY, SENDMSG])
    expect(hasFlag(seen[3]?.flags ?? 0, OPT.ENCRYPT)).toBe(false)
  })
})

describe('IPMsg 4.11, which knows no SHA-256 and answers a name with a fingerprint with its large key only', () => {
  it('gets an encrypted message that it can read and verify', () => {
    const lan = createLan()
    const a = lan.computer('alice', {
      keys: alice,
      identity: { user: 'alice-<bc57ee46ad44b288>' },
    })
    const old = lan.stranger('10.0.0.77')
    const cipher = createCipher(bob)
    const name = 'peer-<f91854782f730d1d>'
    let number = 0
    const say = (word: number, body: Uint8Array | string) =>
      old.send(a.endpoint, Buffer.concat([Buffer.from(`1:${++number}:${name}:PEER-PC:${word}:`), Buffer.from(body)]))
    old.onDatagram((_from, bytes) => {
      const packet = decodePacket(bytes)
      if (!packet.ok) return
      const { command, body, packetNo, user } = packet.value
      if (command === GETPUBKEY) {
        if (splitFingerprintName(latin1(user)) !== undefined && !canSign(decodeKeyRequest(body) ?? 0)) return
        say(ANSPUBKEY, encodeKeyAnswer({ capability: 0x21921007, key: cipher.own[2048] }))
      }
      if (command === SENDMSG) say(0x21, `${packetNo}\0`)
    })
    say(0x0d640001, 'peer\0\0')
    lan.run(2_000)
    const id = a.send({ id: `u:${name}@PEER-PC` }, '你好')
    expect(lan.runUntil(delivered(a, id), 20_000)).toBe(true)
    const sent = old.seen.map(packetOf).find(({ command }) => command === SENDMSG)
    const opened = decryptBody(sent?.body ?? new Uint8Array(0), sent?.packetNo ?? '', cipher)
    if (!opened.ok) throw new Error(opened.error)
    const { plaintext, signature } = opened.value
    expect([Buffer.from(plaintext).toString(), signature?.hash]).toEqual(['你好\0', 'sha1'])
    expect(verifyBody(opened.value, createCipher(alice).own[2048], cipher)).toBe('good')
  })
})

it('whoever has shown only his small key is asked for the one that he signs with before it is needed', () => {
  const { lan, a, b, hello } = office()
  expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
  const id = a.peerIdOf(b)
  const small = createCipher(bob).own[1024]
  const kept = a.store.keys.get(id) ?? expect.unreachable()
  a.crash()
  a.store.commit({ type: 'keys-changed', keys: { ...kept, pinned: [small] } })
  a.start()
  lan.run(5_000)
  expect(a.store.keys.get(id)?.pinned).toEqual([small])
  a.input({ type: 'meet', peer: id })
  lan.run(1_000)
  expect(a.store.keys.get(id)?.pinned).toEqual([small, createCipher(bob).own[2048]])
})

let forged = 1_900_000_000

describe('somebody in between', () => {
  /** What Alice's computer sees as from Bob's address. */
  const forge = (from: Computer, to: Computer, command: number, flags: number, body: Uint8Array, name = 'bob') => {
    const header = Buffer.from(`1_gezi 0.1.0:${++forged}:${name}:${name}-pc:${(command | flags) >>> 0}:`)
    to.input({ type: 'datagram', from: from.endpoint, bytes: Buffer.concat([header, body]) })
  }
  const mallory = createCipher({ 1024: alice[1024], 2048: alice[2048] })
  const answerOf = (modulus: Uint8Array) =>
    encodeKeyAnswer({ capability: OWN_CAPABILITY, key: { modulus, exponent: 65537 } })

  it('is not heard with a key that nobody asked for', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const before = a.store.keys.get(a.peerIdOf(b))
    forge(b, a, ANSPUBKEY, 0, answerOf(mallory.own[2048].modulus))
    expect(a.store.keys.get(a.peerIdOf(b))).toEqual(before)
    expect(before?.offered).toBeUndefined()
    expect(lan.runUntil(delivered(a, a.send(b, 'still his key')), 5_000)).toBe(true)
    expect(last(b).text).toBe('still his key')
  })

  it('makes messages wait with a forged answer to a question, and the true answer lets them go', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    // Two transmissions without an answer make Alice ask again.
    lan.cut([b])
    const id = a.send(b, 'secret')
    const asked = of(lan, GETPUBKEY, a).length
    expect(lan.runUntil(() => of(lan, GETPUBKEY, a).length > asked, 10_000)).toBe(true)
    forge(b, a, ANSPUBKEY, 0, answerOf(mallory.own[2048].modulus))
    expect(stateOf(a, id)).toEqual({ state: 'queued', reason: 'key-changed' })
    expect(a.store.keys.get(a.peerIdOf(b))?.offered).toBeDefined()
    forge(b, a, ANSPUBKEY, 0, answerOf(createCipher(bob).own[2048].modulus))
    expect(a.store.keys.get(a.peerIdOf(b))?.offered).toBeUndefined()
    lan.heal()
    expect(lan.runUntil(delivered(a, id), 20_000)).toBe(true)
    expect(last(b).text).toBe('secret')
  })

  it('cannot make anybody speak plain text by taking the claim out of a hello', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const entry = of(lan, 0x04, b).at(-1) ?? of(lan, 0x01, b).at(-1)
    if (entry === undefined) throw new Error('no hello')
    const { body } = packetOf(entry)
    forge(b, a, 0x04, OPT.FILEATTACH | OPT.CAPUTF8, body)
    const id = a.send(b, 'secret')
    expect(stateOf(a, id)).toEqual({ state: 'queued', reason: 'not-encrypted' })
    lan.run(1_000)
    expect(of(lan, SENDMSG, a)).toHaveLength(1)
    // Bob's next own hello ends it.
    b.input({ type: 'announce' })
    expect(lan.runUntil(delivered(a, id), 10_000)).toBe(true)
    expect(last(b)).toMatchObject({ text: 'secret', cipher: { signature: 'good' } })
  })

  it('cannot make anybody use a worse cipher by claiming less for the same key', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const id = a.peerIdOf(b)
    const before = a.store.keys.get(id)?.capability
    lan.run(61_000)
    b.crash()
    a.input({ type: 'datagram', from: b.endpoint, bytes: of(lan, 0x01, b).at(0)?.bytes ?? Buffer.alloc(0) })
    forge(b, a, ANSPUBKEY, 0, encodeKeyAnswer({ capability: 0x20006, key: createCipher(bob).own[2048] }))
    expect(a.store.keys.get(id)?.capability).toBe(before)
    expect(before).toBe(OWN_CAPABILITY)
  })

  it('cannot slip in a key of another size beside the one that is kept', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const feiq = lan.stranger('10.0.0.77')
    lan.run(3_000)
    const from = feiq.endpoint
    const say = (word: number, body: Uint8Array | string) =>
      a.input({
        ...{ type: 'datagram', from },
        bytes: Buffer.concat([
          Buffer.from(`1_lbt6_0#128#000C29AABBCC#0#0#0#4001#9:${++forged}:zs:ZS-PC:${word}:`),
          Buffer.from(body),
        ]),
      })
    const id = 'u:zs@ZS-PC'
    const small = createCipher(bob).own[1024]
    say(0x600001, 'zs\0\0')
    a.send({ id }, 'good morning')
    say(ANSPUBKEY, encodeKeyAnswer({ capability: 0x21003, key: small }))
    lan.run(100)
    expect(a.store.keys.get(id)).toMatchObject({ pinned: [small], offered: undefined })
    say(0x21, `${packetOf(of(lan, SENDMSG, a).at(-1) ?? expect.unreachable()).packetNo}\0`)
    // Each hello makes Alice ask whether he still has it.
    for (const key of [small, mallory.own[2048], mallory.own[2048]]) {
      lan.run(60_000)
      say(0x600001, 'zs\0\0')
      say(ANSPUBKEY, encodeKeyAnswer({ capability: OWN_CAPABILITY, key }))
    }
    expect(a.store.keys.get(id)).toMatchObject({ pinned: [small], offered: mallory.own[2048] })
    const waiting = a.send({ id }, 'secret')
    expect(stateOf(a, waiting)).toEqual({ state: 'queued', reason: 'key-changed' })
    // Where it is no attack but another program of his, the user says so, and it is used with all that it can.
    a.input({ type: 'trust', peer: id, change: 'accept' })
    say(ANSPUBKEY, encodeKeyAnswer({ capability: OWN_CAPABILITY, key: mallory.own[2048] }))
    lan.run(100)
    const sent = packetOf(of(lan, SENDMSG, a).at(-1) ?? expect.unreachable())
    expect([stateOf(a, waiting)?.state, decryptBody(sent.body, sent.packetNo, mallory)]).toMatchObject([
      'sent',
      { ok: true, value: { signature: { hash: 'sha256' } } },
    ])
  })

  it('cannot show a small key for a name that is bound to a large one', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const ipmsg = lan.stranger('10.0.0.77')
    lan.run(3_000)
    const name = 'peer-<f91854782f730d1d>'
    const say = (word: number, body: Uint8Array | string) =>
      a.input({
        ...{ type: 'datagram', from: ipmsg.endpoint },
        bytes: Buffer.concat([Buffer.from(`1:${++forged}:${name}:PEER-PC:${word}:`), Buffer.from(body)]),
      })
    const id = `u:${name}@PEER-PC`
    say(0x0d640001, 'peer\0\0')
    a.send({ id }, 'secret')
    say(ANSPUBKEY, encodeKeyAnswer({ capability: 0x21003, key: mallory.own[1024] }))
    lan.run(100)
    expect([a.store.keys.get(id), of(lan, SENDMSG, a)]).toEqual([undefined, []])
    say(ANSPUBKEY, encodeKeyAnswer({ capability: OWN_CAPABILITY, key: createCipher(bob).own[2048] }))
    lan.run(100)
    expect([a.store.keys.get(id)?.pinned, of(lan, SENDMSG, a).length]).toEqual([[createCipher(bob).own[2048]], 1])
  })

  it('who writes plain text in his name is shown as unprotected', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    lan.run(100)
    expect(lan.runUntil(delivered(b, b.send(a, 'me')), 5_000)).toBe(true)
    forge(b, a, SENDMSG, OPT.SENDCHECK, Buffer.from('send me the password\0'))
    expect(last(a)).toMatchObject({ text: 'send me the password', unprotected: true })
    expect(last(a).cipher).toBeUndefined()
  })

  it('sends an old message again, under its number or another one, and nothing new is shown', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const [sight] = of(lan, SENDMSG, a)
    if (sight === undefined) throw new Error('nothing was sent')
    const { body } = packetOf(sight)
    const word = Number(latin1(sight.bytes).split(':')[4])
    const acknowledged = () => of(lan, 0x21, b).length
    for (const days of [0, 1]) {
      lan.run(days * 86_400_000)
      const before = acknowledged()
      b.input({ type: 'datagram', from: a.endpoint, bytes: sight.bytes })
      expect(acknowledged()).toBe(before + 1)
    }
    b.crash()
    b.start()
    lan.run(1_000)
    forge(a, b, SENDMSG, (word & ~0xff) >>> 0, body, 'alice')
    lan.run(100)
    // Under another number it does not even decrypt to the same words, and its signature is wrong.
    expect(b.store.received.filter(({ cipher }) => cipher?.signature === 'good').map(({ text }) => text)).toEqual([
      'good morning',
    ])
    expect(texts(b).filter((text) => text === 'good morning')).toHaveLength(1)
  })

  it('cannot hang files of his own on a message that somebody else signed', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    lan.cut([b])
    a.send(b, 'see you at noon')
    expect(lan.runUntil(() => of(lan, SENDMSG, a).length === 2, 1_000)).toBe(true)
    const { bytes } = of(lan, SENDMSG, a)[1] ?? expect.unreachable()
    const fields = latin1(bytes).split(':')
    fields[4] = String(Number(fields[4]) | OPT.FILEATTACH)
    const list = '0:plan.doc:6c00:6a23b4c0:1:\x07\0'
    b.input({ type: 'datagram', from: a.endpoint, bytes: Buffer.from(`${fields.join(':')}${list}`, 'latin1') })
    lan.run(100)
    expect(last(b)).toMatchObject({ text: 'see you at noon', attachments: [], cipher: { signature: 'good' } })
  })

  it('cannot pass on a signed text with files of his own in the same cipher', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    // What only IPMsg for Mac does, which signs no further than the first NUL.
    const hers = createCipher(alice)
    const words = Buffer.from('see you at noon\0')
    const body = encryptBody(
      {
        plaintext: Buffer.concat([words, Buffer.from('0:plan.doc:6c00:6a23b4c0:1:\x07\0')]),
        packetNo: String(forged + 1),
        scheme: 0x41900004,
        key: createCipher(bob).own[2048],
      },
      { ...hers, sign: (hash) => hers.sign(hash, words) },
    )
    const flags = OPT.SENDCHECK | OPT.ENCRYPT | OPT.ENCEXTMSG | OPT.FILEATTACH
    forge(a, b, SENDMSG, flags, body ?? expect.unreachable(), 'alice')
    lan.run(100)
    expect(last(b)).toMatchObject({ text: 'see you at noon', cipher: { signature: 'bad' } })
  })

  it('shows a message once that its sender encrypts anew after a power cut', () => {
    const { lan, a, b } = office()
    expect(lan.runUntil(delivered(a, a.send(b, 'one')), 5_000)).toBe(true)
    const id = a.send(b, 'two')
    expect(lan.runUntil(() => texts(b).length === 2, 5_000)).toBe(true)
    a.crash()
    // The acknowledgement finds nobody.
    lan.run(100)
    a.start()
    expect(lan.runUntil(delivered(a, id), 60_000)).toBe(true)
    expect(of(lan, SENDMSG, a)).toHaveLength(3)
    expect(texts(b)).toEqual(['one', 'two'])
  })

  it('learns nothing from variations of a cipher: they get the answer of the message that they repeat', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const [sight] = of(lan, SENDMSG, a)
    const [word, block, cipher = '', signature] = latin1(packetOf(sight ?? lan.sights[0]!).body).split(':')
    const before = of(lan, 0x21, b).length
    const variations = ['A', 'B', 'C'].map((letter) => `${word}:${block}:${letter}${cipher.slice(1)}:${signature}\0`)
    const works = b.events.filter(({ type }) => type === 'cipher-work').length
    for (const body of variations) forge(a, b, SENDMSG, OPT.SENDCHECK | OPT.ENCRYPT, Buffer.from(body), 'alice')
    lan.run(100)
    expect(of(lan, 0x21, b).length - before).toBe(variations.length)
    expect(b.events.filter(({ type }) => type === 'cipher-work')).toHaveLength(works)
    expect(texts(b)).toEqual(['good morning'])
  })

  it('gets the same silence for a broken session key and for a broken text', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const [sight] = of(lan, SENDMSG, a)
    const [word, block = '', cipher = '', signature] = latin1(packetOf(sight ?? lan.sights[0]!).body).split(':')
    // Both session blocks are new: the text behind the first is whole, behind the second it is not.
    const [one, other] = ['B', 'C', 'D'].filter((letter) => letter !== block[0])
    const first = `${word}:${one}${block.slice(1)}:${cipher}:${signature}\0`
    const second = `${word}:${other}${block.slice(1)}:B${cipher.slice(1)}:${signature}\0`
    const before = lan.sights.length
    for (const body of [first, second]) forge(a, b, SENDMSG, OPT.SENDCHECK | OPT.ENCRYPT, Buffer.from(body), 'alice')
    lan.run(100)
    expect(b.store.received.slice(1).map(({ text, cipher }) => [text, cipher])).toEqual([
      ['', { signature: 'none', readable: false }],
      ['', { signature: 'none', readable: false }],
    ])
    expect(lan.sights.slice(before).filter((s) => s.from.address === b.endpoint.address)).toEqual([])
  })

  it('asks for our key as often as he likes and gets a bounded number of answers', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const flooder = lan.stranger('10.0.0.99')
    lan.run(3_000)
    for (let i = 0; i < 1_000; i++) flooder.send(a.endpoint, Buffer.from(`1:${i}:m:M:114:65920006\0`))
    lan.run(1_000)
    const answers = flooder.seen.map(packetOf).filter(({ command }) => command === ANSPUBKEY)
    expect(answers.length).toBeGreaterThan(10)
    expect(answers.length).toBeLessThan(60)
  })

  it('floods with ciphers that nobody can read: few lines in the chat, and the others are still served', () => {
    const { lan, a, b, hello } = office()
    expect(lan.runUntil(delivered(a, hello()), 5_000)).toBe(true)
    const flooder = lan.stranger('10.0.0.98')
    flooder.send(b.endpoint, Buffer.from('1:1:eve:EVE:4194305:eve\0\0'))
    lan.run(1_500)
    for (let i = 0; i < 2_000; i++) {
      const block = i.toString(16).padStart(512, '7')
      flooder.send(
        b.endpoint,
        Buffer.from(
          `1:${100 + i}:eve:EVE:${SENDMSG | OPT.SENDCHECK | OPT.ENCRYPT}:100004:${block}:${'00'.repeat(16)}\0`,
        ),
      )
    }
    const id = a.send(b, 'between')
    expect(lan.runUntil(delivered(a, id), 10_000)).toBe(true)
    expect(b.store.received.filter(({ cipher }) => cipher?.readable === false).length).toBeLessThanOrEqual(12)
  })
})

it('messages that wait for the key of somebody whom the user merges meanwhile take the room of nobody', () => {
  const lan = createLan()
  const a = lan.computer('alice', { keys: alice })
  const b = lan.computer('bob', { keys: bob, limits: { decryptions: 2 } })
  lan.run(3_000)
  for (const n of [1, 2, 3]) {
    const mute = lan.stranger(`10.0.0.9${n}`)
    const cipher = `20002:${`${n}`.repeat(256)}:${'00'.repeat(16)}`
    mute.send(b.endpoint, Buffer.from(`1:1:mute${n}:MUTE:4194305:mute\0\0`))
    lan.run(100)
    mute.send(b.endpoint, Buffer.from(`1:2:mute${n}:MUTE:${SENDMSG | OPT.SENDCHECK | OPT.ENCRYPT}:${cipher}\0`))
    lan.run(100)
    b.input({ type: 'merge', from: `u:mute${n}@MUTE`, into: b.peerIdOf(a) })
  }
  lan.run(60_000)
  expect(lan.runUntil(delivered(a, a.send(b, 'still read')), 20_000)).toBe(true)
})

describe('a computer that was set up anew', () => {
  it('shows another key: its messages are marked, ours wait until the user says that it is his', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const old = lan.computer('bob', {
      keys: { ...bob },
      identity: { installation: 'installation-x' },
      address: '10.0.0.50',
    })
    lan.run(3_000)
    const first = a.send({ id: 'g:installation-x' }, 'one')
    expect(lan.runUntil(delivered(a, first), 5_000)).toBe(true)
    old.leave()
    const anew = lan.computer('bob', {
      keys: { 1024: bob[1024], 2048: alice[2048] },
      identity: { installation: 'installation-x' },
      address: '10.0.0.50',
    })
    lan.run(3_000)
    const id = a.send({ id: 'g:installation-x' }, 'two')
    expect(lan.runUntil(() => stateOf(a, id)?.state === 'queued', 10_000)).toBe(true)
    expect(stateOf(a, id)).toEqual({ state: 'queued', reason: 'key-changed' })
    expect(texts(anew)).toEqual([])
    a.input({ type: 'trust', peer: 'g:installation-x', change: 'accept' })
    expect(lan.runUntil(delivered(a, id), 10_000)).toBe(true)
    expect(last(anew)).toMatchObject({ text: 'two', cipher: { signature: 'good' } })
    // What he can do with files is what he says today.
    expect(a.store.keys.get('g:installation-x')?.files).toBe(true)
  })

  it('gets the message that it could not read once more, under the same number', () => {
    const lan = createLan()
    const a = lan.computer('alice', { keys: alice })
    const old = lan.computer('bob', { keys: bob, identity: { installation: 'installation-x' }, address: '10.0.0.50' })
    lan.run(3_000)
    expect(lan.runUntil(delivered(a, a.send({ id: 'g:installation-x' }, 'one')), 5_000)).toBe(true)
    // Its disk is new, and it comes back before anybody hears of it.
    old.crash()
    const mute = lan.stranger('10.0.0.50')
    const id = a.send({ id: 'g:installation-x' }, 'two')
    lan.run(10)
    const datagram = mute.seen.findLast((sight) => packetOf(sight).command === SENDMSG)?.bytes ?? Buffer.alloc(0)
    const anew = lan.computer('bob', {
      keys: { 1024: bob[1024], 2048: alice[2048] },
      identity: { installation: 'installation-x' },
      address: '10.0.0.50',
    })
    lan.run(3_000)
    anew.input({ type: 'datagram', from: a.endpoint, bytes: datagram })
    lan.run(100)
    expect(last(anew)).toMatchObject({ text: '', cipher: { readable: false } })
    expect(lan.runUntil(() => stateOf(a, id)?.state === 'queued', 20_000)).toBe(true)
    a.input({ type: 'trust', peer: 'g:installation-x', change: 'accept' })
    expect(lan.runUntil(delivered(a, id), 20_000)).toBe(true)
    expect(last(anew)).toMatchObject({ text: 'two', packetNo: anew.store.received.at(0)?.packetNo })
  })
})
