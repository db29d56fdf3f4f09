import { setTimeout as delay } from 'node:timers/promises'
import type { PacketRow } from '../../../shared/model/packet-console.ts'
import { type Command, refused } from '../command.ts'
import { visible } from '../output.ts'

/** As often as a window looks. Milliseconds. */
const LOOK_EVERY = 300

export const packets: Command = {
  usage: '',
  summary:
    'one packet a line as it comes or goes, until it is interrupted; shows texts of messages; JSON: {id,at,direction,address,command,text,…}, or {lost} where more came than are kept',
  arguments: { min: 0, max: 0 },
  untilInterrupted: true,
  async run({ session: { client }, output }) {
    const opened = await client.call('openConsole', {})
    if (!opened.ok) return refused(opened.error)
    const { session } = opened.value
    let { after } = opened.value
    for (;;) {
      const found = await client.call('consolePackets', { session, after, limit: 100 })
      if (!found.ok) return refused(found.error)
      const [first] = found.value.packets
      const lost = first === undefined ? 0 : first.id - after - 1
      if (lost > 0) output.print({ lost }, () => [`${lost} packets more than are kept`])
      for (const packet of found.value.packets) {
        output.print({ ...packet, at: new Date(packet.at).toISOString() }, () => [line(packet)])
        after = packet.id
      }
      if (!found.value.more) await delay(LOOK_EVERY)
    }
  },
}

function line({ at, direction, address, port, who, command, flags, number, text, size, problem }: PacketRow): string {
  const what = [command, ...flags].filter((each) => each !== '').join('|')
  const parts = [
    new Date(at).toISOString(),
    direction === 'in' ? '<' : '>',
    `${address}:${port}`,
    ...(who === '' ? [] : [visible(who)]),
    ...[what, number].filter((each) => each !== ''),
    `${size} bytes`,
    ...(problem === undefined ? [] : [`(${problem})`]),
    visible(text),
  ]
  return parts.join(' ').trimEnd()
}
