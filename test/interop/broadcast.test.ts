/** What really crosses the LAN when Gezi comes and goes: loopback addresses carry no broadcasts, so this needs namespaces. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMAND, decodePacket } from '../../shared/protocol/index.ts'
import { endAll, startHost, temporaryFolder } from '../process/gezi.ts'
import { type Lab, openLab, usableVersions } from './lab.ts'
import { type Captured, udpDatagrams } from './pcap.ts'

const PORT = 2425

const commandOf = ({ payload }: Captured): number | undefined => {
  const packet = decodePacket(payload)
  return packet.ok ? packet.value.command : undefined
}

describe.skipIf(usableVersions().usable.length === 0)('broadcasts of a host that comes and goes', () => {
  let lab: Lab

  beforeAll(async () => {
    lab = await openLab('b', 2)
  })

  afterAll(async () => {
    await endAll()
    await lab?.close()
  })

  test('it greets the directed broadcast address and 255.255.255.255 from port 2425, and says goodbye there', async () => {
    const data = await temporaryFolder()
    const file = join(await temporaryFolder(), 'hello.pcap')
    const own = await lab.address('h1')
    const pcap = await lab.capture(file, async () => {
      const host = await startHost({ data, name: '鸽子', group: '研发部', within: lab.within('h1') })
      await host.stop()
    })
    const sent = udpDatagrams(pcap).filter(({ from }) => from === own)
    const targets = (command: number): readonly string[] => [
      ...new Set(
        sent
          .filter((datagram) => commandOf(datagram) === command)
          .map(({ fromPort, to, toPort }) => `${fromPort} ${to}:${toPort}`),
      ),
    ]
    // Where another Gezi is a guest beside FeiQ, too.
    const everywhere = [
      `${PORT} 10.24.25.255:${PORT}`,
      `${PORT} 10.24.25.255:${PORT + 1}`,
      `${PORT} 255.255.255.255:${PORT}`,
    ]
    expect({ hello: [...targets(COMMAND.BR_ENTRY)].sort(), goodbye: [...targets(COMMAND.BR_EXIT)].sort() }).toEqual({
      hello: everywhere,
      goodbye: everywhere,
    })
  })
})
