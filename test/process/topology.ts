/** An office of hosts on a network that a test builds: who is started where, whom they see, what arrives, and what their doctors say. */
import type { Client } from '../../shared/api/connect.ts'
import type { DoctorReport } from '../../shared/model/doctor.ts'
import type { Peer } from '../../shared/model/peer.ts'
import {
  control,
  eventually,
  history,
  peersUntil,
  ready,
  root,
  start,
  startHost,
  temporaryFolder,
  unwrap,
} from './gezi.ts'
import { type Cable, type Lan, type Machine, openSite, type Site } from './namespaces.ts'

export interface Plugged extends Machine {
  /** The first one, of `lan0`. */
  readonly cable: Cable
}

export interface Member {
  readonly name: string
  readonly machine: Plugged
  readonly data: string
  readonly client: Client
  /** What his doctor is to say, by question. */
  readonly expects: Readonly<Record<string, string>>
  /** Ends his Gezi; he says goodbye. */
  stop(): Promise<unknown>
}

export interface Office {
  readonly site: Site
  machine(lan: Lan, number: number): Promise<Plugged>
  /** Number 254 of both networks. */
  router(one: Lan, other: Lan): Promise<Machine>
  /** Starts a Gezi. */
  member(
    name: string,
    machine: Plugged,
    more?: { readonly peers?: readonly string[]; readonly data?: string },
  ): Promise<Member>
  /** Starts an IP Messenger, which knows only that host. */
  legacy(machine: Plugged, host: string): Promise<void>
}

/** Only a failing run waits that long. Milliseconds. */
export const PATIENCE = 60_000

/** Dozens that start at once would take so long that each seems to hang. */
let turn: Promise<unknown> = Promise.resolve()
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work)
  turn = mine.catch(() => {})
  return mine
}

export async function openOffice(expects: Member['expects'] = {}): Promise<Office> {
  const site = await openSite()
  const machine = async (lan: Lan, number: number): Promise<Plugged> => {
    const bare = await site.machine()
    return { ...bare, cable: bare.plug(lan, number) }
  }
  return {
    site,
    machine,
    async router(one, other) {
      const router = await site.machine()
      router.plug(one, 254)
      router.plug(other, 254, 'lan1')
      router.run('sysctl -qw net.ipv4.ip_forward=1')
      return router
    },
    async member(name, machine, more = {}) {
      const { peers = [], data = await temporaryFolder() } = more
      const host = await inTurn(() => startHost({ data, name, within: machine.within, peers }))
      const client = await control(data)
      const stop = async (): Promise<unknown> => {
        client.close()
        return await host.stop()
      }
      return { name, machine, data, client, expects, stop }
    },
    async legacy(machine, host) {
      const [tool = '', ...words] = machine.within
      const script = `${root}/test/process/ipmsg-member.ts`
      const peer = start(tool, [...words, process.execPath, script, machine.cable.address, host])
      await ready(peer)
    },
  }
}

/** Resolves when they are in his list and online. */
export async function meets({ client }: Member, ...names: readonly string[]): Promise<void> {
  await peersUntil(client, (peers) => names.every((name) => online(peers).includes(name)), PATIENCE)
}

/** Resolves when each of them sees all the others. */
export const met = (...members: readonly Member[]): Promise<unknown> =>
  Promise.all(
    members.map((member) => meets(member, ...members.filter((other) => other !== member).map(({ name }) => name))),
  )

const online = (peers: readonly Peer[]): readonly string[] =>
  peers
    .filter(({ presence }) => presence !== 'offline')
    .map(({ name }) => name)
    .sort()

/** Who is online in his list now. */
export const listOf = async ({ client }: Member): Promise<readonly string[]> =>
  online(await peersUntil(client, () => true, PATIENCE))

async function peerNamed({ client }: Member, name: string): Promise<Peer> {
  const peers = await peersUntil(client, (all) => all.some((peer) => peer.name === name), PATIENCE)
  const peer = peers.find((each) => each.name === name)
  if (peer === undefined) throw new Error(`${name} is not in the list`)
  return peer
}

/** Writes to somebody; what comes back waits until that is delivered. */
export async function send(member: Member, to: string, text: string): Promise<() => Promise<void>> {
  const { id: peer } = await peerNamed(member, to)
  const { id, conversation } = unwrap(await member.client.call('sendMessage', { peer, text }))
  return async () => {
    const message = await eventually(
      async () => (await history(member.client, conversation)).find((each) => each.id === id),
      (each) => each?.state === 'delivered',
      PATIENCE,
    )
    if (message?.state !== 'delivered') throw new Error(`"${text}" is ${message?.state} (${message?.reason})`)
  }
}

/** What he has of somebody, oldest first. */
export async function received(member: Member, from: string): Promise<readonly string[]> {
  const { id } = await peerNamed(member, from)
  const { id: conversation } = unwrap(await member.client.call('openConversation', { peer: id }))
  return (await history(member.client, conversation)).map(({ text }) => text)
}

/** What the doctor of a member says, about somebody or about the network. */
export async function examine(member: Member, about?: string): Promise<DoctorReport> {
  const { client } = member
  const whom = about === undefined ? {} : { peer: (await peerNamed(member, about)).id }
  const { run } = unwrap(await client.call('startDoctor', whom))
  const state = await eventually(
    async () => unwrap(await client.call('doctorState', { run })),
    (found) => found.state !== 'running',
    PATIENCE,
  )
  if (state.state !== 'done') throw new Error(`the doctor is ${state.state}`)
  return state.report
}

/** On a machine under load another Gezi answers later than the doctor waits. */
const LOOKS = 3

/**
 * By who asks, and about whom: `Ann`, `Ann about Ben`. One after another, so that no look is heard by another; and again where it is not what
 * is expected.
 */
export async function verdicts(
  ...questions: readonly (readonly [member: Member, about?: string])[]
): Promise<Record<string, string>> {
  const told: Record<string, string> = {}
  for (const [member, about] of questions) {
    const question = about === undefined ? member.name : `${member.name} about ${about}`
    for (let look = 0; look < LOOKS && (look === 0 || told[question] !== member.expects[question]); look++)
      told[question] = (await examine(member, about)).cause
  }
  return told
}
