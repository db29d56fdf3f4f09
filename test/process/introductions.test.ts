/** Two networks and a router that passes no broadcast: one person with a route teaches the office, and old programs learn who we are. */
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { endAll, start } from './gezi.ts'
import { whyNoFirewall, whyNoNamespaces } from './namespaces.ts'
import { listOf, meets, met, openOffice, PATIENCE, type Plugged } from './topology.ts'

const reason = whyNoNamespaces() ?? whyNoFirewall()

/** A program of the protocol's first days: it greets its network, answers whoever greets it, and lists them. */
const OLD_PROGRAM = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.bind(('', 2425))
hello = lambda number, command: f'1:{number}:dan:dan-pc:{command}:Dan\\0\\0'.encode()
s.sendto(hello(1, 1), (sys.argv[1], 2425))
print('ready', flush=True)
number = 1
while True:
    data, sender = s.recvfrom(65535)
    fields = data.split(b':', 5)
    if int(fields[4]) & 255 == 1 and fields[2] != b'dan':
        number += 1
        s.sendto(hello(number, 3), sender)
        print(sender[0], flush=True)
`

/** Starts it; the addresses that greeted it so far. */
async function oldProgram({ within, cable }: Plugged): Promise<ReadonlySet<string>> {
  const [tool = '', ...words] = within
  const child = start(tool, [...words, 'python3', '-c', OLD_PROGRAM, cable.address.replace(/\d+$/, '255')])
  const lines = new Set<string>()
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => lines.add(line))
  await expect.poll(() => lines.has('ready'), { timeout: PATIENCE }).toBe(true)
  return lines
}

describe.skipIf(reason !== undefined)(`introductions${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  afterAll(endAll)

  test('one Gezi that knows the far side brings everybody of both sides together, an old program too', async () => {
    const office = await openOffice()
    const [near, far] = [office.site.lan('10.25.1'), office.site.lan('10.25.2')]
    await office.router(near, far)
    const [first, second, third, fourth] = await Promise.all([
      office.machine(near, 1),
      office.machine(near, 2),
      office.machine(far, 3),
      office.machine(far, 4),
    ])
    for (const { run, cable } of [first, second, third, fourth])
      run(`ip route add default via ${cable.address.replace(/\d+$/, '254')}`)
    const greeters = await oldProgram(fourth)
    const [ann, cai] = await Promise.all([office.member('Ann', first), office.member('Cai', third)])
    // Only he has a route: neither Ann nor Cai was told of the other side.
    const ben = await office.member('Ben', second, { peers: [third.cable.address] })
    await met(ann, ben, cai)
    await Promise.all([ann, ben, cai].map((member) => meets(member, 'Dan')))
    expect([await listOf(ann), await listOf(ben), await listOf(cai)]).toEqual([
      ['Ben', 'Cai', 'Dan'],
      ['Ann', 'Cai', 'Dan'],
      ['Ann', 'Ben', 'Dan'],
    ])
    expect([...greeters].filter((line) => line !== 'ready').sort()).toEqual(['10.25.1.1', '10.25.1.2', '10.25.2.3'])
  })
})
