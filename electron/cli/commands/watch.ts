import type { Change, Snapshot } from '../../../shared/model/change.ts'
import { type Command, hostEnded } from '../command.ts'
import { messageJson, messageLine, peerJson, peerLine } from '../output.ts'
import { networkLine } from './status.ts'

interface Line {
  readonly json: unknown
  readonly text: string
}

export const watch: Command = {
  usage: '',
  summary:
    'one event a line until it is interrupted, first the state of the network; JSON: {event: message|peer|network, …}',
  arguments: { min: 0, max: 0 },
  untilInterrupted: true,
  async run({ session, output }) {
    // A record is put again when something changes that is not shown here.
    const shown = new Map<string, string>()
    const print = (key: string, line: Line): void => {
      const now = JSON.stringify(line.json)
      if (shown.get(key) === now) return
      shown.set(key, now)
      output.print(line.json, () => [line.text])
    }
    const first = session.state()
    for (const peer of first.peers) shown.set(`peer ${peer.id}`, JSON.stringify({ event: 'peer', ...peerJson(peer) }))
    session.onChanges((state, changes) => {
      for (const change of changes) {
        const event = eventOf(change, state)
        if (event !== undefined) print(event.key, event.line)
      }
    })
    print('network', networkEvent(first))
    await session.client.closed
    return hostEnded
  },
}

function eventOf(change: Change, state: Snapshot): { readonly key: string; readonly line: Line } | undefined {
  switch (change.kind) {
    case 'message': {
      const message = messageJson(change.message, state)
      const json = { event: 'message', ...message, peer: change.message.conversation }
      return { key: `message ${message.id}`, line: { json, text: messageLine(message) } }
    }
    case 'peer': {
      const peer = peerJson(change.peer)
      return { key: `peer ${peer.id}`, line: { json: { event: 'peer', ...peer }, text: peerLine(peer) } }
    }
    case 'network':
      return { key: 'network', line: networkEvent(state) }
    default:
      return undefined
  }
}

const networkEvent = ({ network }: Snapshot): Line => ({
  json: { event: 'network', ...network },
  text: `network ${networkLine(network)}`,
})
