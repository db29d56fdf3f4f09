/**
 * Power cuts for two real hosts. A hundred times during a stream of 2,000 messages one of them, in turn the receiver and the sender, is
 * ended by SIGKILL at a random moment and started again. What the sender's store took must be in the receiver's store once, in order.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import { seededRandom } from '../store/samples.ts'
import {
  control,
  endAll,
  eventually,
  type HostOptions,
  type HostProcess,
  history,
  loopback,
  peerAt,
  startHost,
  temporaryFolder,
} from './gezi.ts'

const MESSAGES = 2_000
const KILLS = 100
const ROUND = MESSAGES / KILLS
/** Longest pause between two messages; a kill falls anywhere into the time that a round takes with them. Milliseconds. */
const PAUSE = 6
/** Every pause of the delivery (engine) is far shorter; 2,000 encrypted messages, one after the other, take a while on a busy machine. */
const PATIENCE = 180_000
/** A hundred starts, and the patience after them. */
const LIMIT = 600_000

const SENDER = loopback(4, 1)
const RECEIVER = loopback(4, 2)

const given = process.env.GEZI_SEED
const seed = given === undefined ? Date.now() % 0x8000_0000 : Number.parseInt(given, 10)
const chance = seededRandom(seed)

interface Side {
  readonly options: HostOptions
  host: HostProcess
  client: Client
}

async function open(options: HostOptions): Promise<Side> {
  const host = await startHost(options)
  return { options, host, client: await control(options.data) }
}

async function killAndRestart(side: Side): Promise<void> {
  await side.host.kill()
  side.client.close()
  Object.assign(side, await open(side.options))
}

let sender: Side
let receiver: Side

beforeAll(async () => {
  const from = { name: '发送', bind: SENDER, peers: [RECEIVER] }
  const to = { name: '接收', bind: RECEIVER, peers: [SENDER] }
  sender = await open({ data: await temporaryFolder(), ...from })
  receiver = await open({ data: await temporaryFolder(), ...to })
})

afterAll(endAll)

test(
  `no message is lost, doubled or out of order through ${KILLS} kills (GEZI_SEED=${seed})`,
  async () => {
    const peer = (await peerAt(sender.client, RECEIVER, PATIENCE)).id
    const back = (await peerAt(receiver.client, SENDER, PATIENCE)).id
    /** Texts whose send was answered: from then on they may not get lost. The answer to the others was cut off by a kill. */
    const taken = new Set<string>()

    /** How many messages of the round were begun. */
    let begun = 0
    const stream = async (round: number): Promise<void> => {
      for (begun = 0; begun < ROUND; begun++) {
        const number = round * ROUND + begun
        const text = `第 ${number} 条`
        const result = await sender.client.call('sendMessage', { peer, text })
        if (result.ok) taken.add(text)
        else if (result.error.code !== 'disconnected') throw new Error(`${text}: ${result.error.code}`)
        else await restarted
        await delay(chance() * PAUSE)
      }
    }

    let amid = 0
    let restarted: Promise<void> = Promise.resolve()
    for (let kill = 0; kill < KILLS; kill++) {
      const streaming = stream(kill)
      await delay((chance() * ROUND * PAUSE) / 2)
      if (begun > 0 && begun < ROUND) amid++
      restarted = killAndRestart(kill % 2 === 0 ? receiver : sender)
      await Promise.all([restarted, streaming])
    }

    const sent = await eventually(
      () => history(sender.client, peer),
      (all) => all.every(({ state }) => state === 'delivered'),
      PATIENCE,
    )
    const received = await history(receiver.client, back)
    const texts = sent.map(({ text }) => text)

    expect(sent.filter(({ state }) => state !== 'delivered')).toEqual([])
    expect(received.map(({ text }) => text)).toEqual(texts)
    expect([...taken].filter((text) => !texts.includes(text))).toEqual([])
    // A kill cuts off the answer to at most one send, so nearly all of the stream was really there.
    expect(texts.length).toBeGreaterThanOrEqual(MESSAGES - KILLS / 2)
    expect(new Set(texts).size).toBe(texts.length)
    // Else the kills fell between the rounds and proved nothing.
    expect(amid).toBeGreaterThan(KILLS / 2)
  },
  LIMIT,
)
