/** The connection doctor on real networks that are broken on purpose: which topology gives which verdict. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import type { DoctorReport } from '../../shared/model/doctor.ts'
import { cli, control, end, endAll, eventually, peerAt, start, startHost, temporaryFolder } from './gezi.ts'
import { type Computer, plugIn, whyNoNamespaces } from './namespaces.ts'

const PATIENCE = 30_000
const HOLDER =
  "import socket, time; s = socket.socket(2, 2); s.bind(('', 12425)); print('ready', flush=True); time.sleep(600)"
const reason = whyNoNamespaces() ?? whyNoFirewall()

function whyNoFirewall(): string | undefined {
  try {
    execFileSync('unshare', ['--net', 'nft', 'add', 'table', 'inet', 'wall'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'nft is not installed, or not allowed'
  }
}

/** A firewall that drops what comes for the port. */
function wall(computer: Computer, ...protocols: readonly ('tcp' | 'udp')[]): void {
  computer.run('nft flush ruleset')
  if (protocols.length === 0) return
  computer.run(
    'nft add table inet wall',
    'nft add chain inet wall in { type filter hook input priority 0 ; }',
    ...protocols.map((protocol) => `nft add rule inet wall in ${protocol} dport 2425 drop`),
  )
}

async function ask(data: string, ...who: readonly string[]): Promise<string> {
  const { code, stdout } = await cli(data, 'doctor', ...who, '--json')
  const { cause }: DoctorReport = JSON.parse(stdout)
  return `${cause} ${code}`
}

describe.skipIf(reason !== undefined)(`the doctor${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let computers: readonly Computer[] = []
  const at = (number: 0 | 1 | 2): Computer => {
    const computer = computers[number]
    if (computer === undefined) throw new Error(`there is no computer ${number}`)
    return computer
  }
  const clients: Client[] = []

  const open = async (computer: Computer, name: string) => {
    const data = await temporaryFolder()
    await startHost({ data, name, within: computer.within })
    const client = await control(data)
    clients.push(client)
    return { data, client }
  }

  beforeAll(async () => {
    computers = await plugIn(3)
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await endAll()
  })

  test('names what a firewall drops, here and at a colleague, and whether his computer is there', async () => {
    const [me, { client: his }] = await Promise.all([open(at(0), '鸽子'), open(at(1), '白鸽')])
    await Promise.all([peerAt(me.client, at(1).address, PATIENCE), peerAt(his, at(0).address, PATIENCE)])
    const seen: Record<string, string> = {}
    seen.healthy = await ask(me.data)
    seen['healthy, him'] = await ask(me.data, '白鸽')
    wall(at(1), 'tcp')
    seen['his TCP dropped'] = await ask(me.data, '白鸽')
    wall(at(1), 'udp')
    seen['his UDP dropped'] = await ask(me.data, '白鸽')
    wall(at(1))
    wall(at(0), 'udp')
    seen['our UDP dropped'] = await ask(me.data)
    wall(at(0))
    at(1).run('ip link set lan0 down')
    // What half a minute would do.
    at(0).run('ip neigh flush dev lan0')
    seen['his computer off'] = await ask(me.data, '白鸽')
    expect(seen).toEqual({
      healthy: 'ok 0',
      'healthy, him': 'person-ok 0',
      'his TCP dropped': 'person-tcp 1',
      'his UDP dropped': 'person-udp 1',
      'our UDP dropped': 'inbound-udp 1',
      'his computer off': 'person-off 1',
    })
  })

  test('tells a computer that is kept apart from one without an interface, and names what holds the port', async () => {
    for (const number of [0, 1, 2] as const) at(number).isolate(true)
    const guest = await open(at(2), '客人')
    const seen: Record<string, string> = {}
    seen.isolated = await ask(guest.data)
    at(2).run('ip address flush dev lan0')
    seen['no interface'] = await eventually(
      () => ask(guest.data),
      (cause) => cause === 'no-interface 1',
      PATIENCE,
    )

    const [tool = '', ...words] = at(2).within
    const holder = start(tool, [...words, 'python3', '-c', HOLDER])
    await new Promise((settle) => holder.stdout?.once('data', settle))
    await guest.client.call('setSettings', { port: 12_425 })
    const { stdout } = await cli(guest.data, 'doctor', '--json')
    const { cause, facts }: DoctorReport = JSON.parse(stdout)
    seen['port taken'] = `${cause} ${facts.program.replace(/[\d.]+$/, '')}`
    await end(holder, 'SIGKILL')
    seen['once it ended'] = await eventually(
      () => ask(guest.data),
      (answer) => !answer.startsWith('port-taken'),
      PATIENCE,
    )
    expect(seen).toEqual({
      isolated: 'isolated 1',
      'no interface': 'no-interface 1',
      'port taken': 'port-taken python',
      'once it ended': 'no-interface 1',
    })
  })
})
