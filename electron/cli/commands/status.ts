import type { Network, PortHolder, Storage } from '../../../shared/model/state.ts'
import { assertNever, ok } from '../../../shared/result.ts'
import type { Command } from '../command.ts'
import { visible } from '../output.ts'

export const status: Command = {
  usage: '',
  summary: 'who we are, the network, the disk, how many people are there',
  arguments: { min: 0, max: 0 },
  async run({ session, output }) {
    const { self, about, network, storage, peers, conversations } = session.state()
    const online = peers.filter(({ presence }) => presence !== 'offline').length
    const unread = conversations.reduce((sum, conversation) => sum + conversation.unread, 0)
    const json = { ...about, self, network, storage, peers: { online, total: peers.length }, unread }
    output.print(json, () => [
      `Gezi ${about.version} on ${about.platform}`,
      `name     ${visible(self.name)}${self.group === '' ? '' : `, ${visible(self.group)}`} (${visible(self.user)}@${visible(self.host)})`,
      `network  ${networkLine(network)}`,
      `disk     ${storageLine(storage)}`,
      `people   ${online} online of ${peers.length}`,
      `unread   ${unread}`,
    ])
    return ok(undefined)
  },
}

export function networkLine(network: Network): string {
  switch (network.state) {
    case 'starting':
      return 'starting'
    case 'online':
      return `online on ${network.address}:${network.port}${guestWords(network.guest)} (${network.interfaces.map(({ name, address }) => `${name} ${address}`).join(', ')})`
    case 'no-interface':
      return `no network interface has an address (port ${network.port})`
    case 'failed':
      return `failed on ${network.address}:${network.port}: ${network.reason}${network.holder === undefined ? '' : ` by ${holderWords(network.holder)}`} (${visible(network.detail)})`
    default:
      return assertNever(network)
  }
}

const guestWords = (guest: Extract<Network, { state: 'online' }>['guest']): string =>
  guest === undefined ? '' : `, a guest while ${holderWords(guest.holder)} holds ${guest.usualPort}`

const holderWords = (holder: PortHolder | undefined): string =>
  holder === undefined ? 'another program' : holder === 'reserved' ? 'the system' : visible(holder.program)

function storageLine(storage: Storage): string {
  switch (storage.state) {
    case 'ok':
      return 'ok'
    case 'salvaged':
      return `was damaged: ${storage.messages} messages saved, the damaged file is kept as ${storage.keptAs}`
    case 'failing':
      return `cannot be written: ${storage.reason} (${visible(storage.detail)})`
    default:
      return assertNever(storage)
  }
}
