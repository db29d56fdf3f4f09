/**
 * A real iptux in another subnet: no broadcast reaches it, so Gezi is told where to look. h1 is 10.24.25.1, h2 is 10.24.26.2, and the router
 * between them passes on what is for one address.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cli,
  control,
  endAll,
  eventually,
  hearMessages,
  history,
  peerAt,
  peersUntil,
  startHost,
  temporaryFolder,
  unwrap,
} from '../process/gezi.ts'
import { type Lab, onceMore, openLab, usableVersions } from './lab.ts'

const VERSION = 'backport'
const OWN = { name: '鸽子小王', group: '研发部' } as const
const PERSON = { nick: '爱丽丝', group: '市场部' } as const
const FAR_RANGE = '10.24.26.1-20'

/** Only a failing run waits that long. Milliseconds. */
const PATIENCE = 30_000

describe.skipIf(!usableVersions().usable.includes(VERSION))('iptux behind a router', () => {
  let lab: Lab

  beforeAll(async () => {
    lab = await openLab('r', 2, 2)
  })

  afterAll(async () => {
    await endAll()
    await lab?.close()
  })

  async function meetOverRouter(): Promise<void> {
    const own = await lab.address('h1')
    const data = await temporaryFolder()
    await startHost({ data, ...OWN, within: lab.within('h1') })
    const client = await control(data)

    // Each has greeted by broadcast when iptux hears itself, and neither has heard the other.
    const iptux = await lab.startIptux('h2', { version: VERSION, encoding: 'utf-8', ...PERSON })
    await iptux.listsUntil((listed) => listed.length === 1 && listed[0]?.ip === iptux.ip, PATIENCE)
    expect(await peersUntil(client, () => true, PATIENCE)).toEqual([])

    unwrap(await client.call('setSettings', { peers: [FAR_RANGE] }))
    const [peer] = await Promise.all([
      peerAt(client, iptux.ip, PATIENCE),
      iptux.listsUntil((listed) => listed.some(({ ip, nick }) => ip === own && nick === OWN.name), PATIENCE),
    ])
    expect(peer).toMatchObject({ name: PERSON.nick, group: PERSON.group })

    const inbox = await hearMessages(client)
    await iptux.sendAll(own, ['从那边来：hello'])
    expect((await inbox.until(1, PATIENCE)).map(({ message }) => message.text)).toEqual(['从那边来：hello'])

    unwrap(await client.call('sendMessage', { peer: peer.id, text: '从这边去：hello' }))
    const sent = await eventually(
      async () => (await history(client, peer.id)).filter(({ direction }) => direction === 'out'),
      (messages) => messages.every(({ state }) => state === 'delivered'),
      PATIENCE,
    )
    // iptux acknowledges first and writes its log later.
    const received = await eventually(iptux.received, ({ length }) => length > 0, PATIENCE)
    expect({ states: sent.map(({ state }) => state), received }).toEqual({
      states: ['delivered'],
      received: ['从这边去：hello'],
    })

    // On a machine under load iptux answers later than the doctor waits.
    const doctor = await eventually(
      () => cli(data, 'doctor', PERSON.nick),
      ({ code }) => code === 0,
      PATIENCE,
    )
    expect(doctor).toMatchObject({ code: 0, stdout: expect.stringMatching(/^verdict +person-ok\b/) })
    client.close()
  }

  test('told of the range, both list each other, a text goes each way, and the doctor finds the way to iptux good', () =>
    onceMore(lab, 'a chat over the router', meetOverRouter, endAll))
})
