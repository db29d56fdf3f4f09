import { resolve } from 'node:path'
import { MAX_OFFER_ITEMS, MAX_TEXT } from '../../../shared/api/contract.ts'
import type { StagedItem, Transfer } from '../../../shared/model/transfer.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, type CommandInput, fail, hostEnded, type Outcome, refused, type Session } from '../command.ts'
import { findPeer } from '../find-peer.ts'
import { transferLine, transfersJson } from '../transfer-output.ts'

export const sendFile: Command = {
  usage: 'PEER PATH… [--text TEXT] [--wait]',
  summary: 'offers files and folders; with --wait ends when the receiver has all of them',
  options: { text: { type: 'string' }, wait: { type: 'boolean' } },
  arguments: { min: 2, max: MAX_OFFER_ITEMS + 1 },
  run: (input) => offer(input, 'offer', () => undefined),
}

export const sendImage: Command = {
  usage: 'PEER PATH [--text TEXT] [--wait]',
  summary:
    "sends a picture as one of the chat, in the way of the receiver's program; with --wait ends when it is there",
  options: { text: { type: 'string' }, wait: { type: 'boolean' } },
  arguments: { min: 2, max: 2 },
  run: (input) =>
    offer(input, 'picture', ({ name, picture }) =>
      picture === undefined
        ? `${name} is no picture that can go with a message: PNG, JPEG, GIF, WebP or BMP.`
        : undefined,
    ),
}

/** `as`: of `stagePaths`. `objection`: why one of these is not sent, in a sentence. */
async function offer(
  { session, arguments: [wanted = '', ...paths], options, output }: CommandInput,
  as: 'offer' | 'picture',
  objection: (item: StagedItem) => string | undefined,
): Promise<Outcome> {
  const text = typeof options.text === 'string' ? options.text : ''
  if (text.length > MAX_TEXT) return fail('refused', `The text is too long: at most ${MAX_TEXT} characters.`)
  const peer = findPeer(session.state().peers, wanted)
  if (!peer.ok) return peer
  const staged = await session.client.call('stagePaths', { paths: paths.map((path) => resolve(path)), as })
  if (!staged.ok) return refused(staged.error)
  const [why] = staged.value.items.flatMap((item) => objection(item) ?? [])
  if (why !== undefined) return fail('refused', why)
  const watch = watchTransfers(session)
  const offered = await session.client.call('offerFiles', {
    peers: [peer.value.id],
    tokens: staged.value.items.map(({ token }) => token),
    text,
  })
  if (!offered.ok) return refused(offered.error)
  const begun = await session.client.call('transfersOf', { messages: offered.value.messages.map(({ id }) => id) })
  if (!begun.ok) return refused(begun.error)
  const outcome = options.wait === true ? await watch.over(begun.value.transfers) : ok(undefined)
  const json = await transfersJson(session, begun.value.transfers.map(watch.latest))
  if (!json.ok) return outcome.ok ? json : outcome
  output.print(json.value, () => json.value.map(transferLine))
  return outcome
}

/** Begins to watch at once: a neighbour who accepts by himself can be faster than the host's answer to the call. */
function watchTransfers(session: Session) {
  const seen = new Map<string, Transfer>()
  let changed = (): void => {}
  session.onChanges((_state, changes) => {
    for (const change of changes) if (change.kind === 'transfer') seen.set(change.transfer.id, change.transfer)
    changed()
  })
  const latest = (transfer: Transfer): Transfer => seen.get(transfer.id) ?? transfer

  return {
    latest,
    /** Resolves when each of them is there, or one never will be. */
    over: (transfers: readonly Transfer[]): Promise<Outcome> =>
      new Promise((settle) => {
        changed = () => {
          const now = transfers.map(latest)
          const lost = now.find(({ state }) => state === 'failed' || state === 'declined' || state === 'cancelled')
          if (lost !== undefined) settle(fail('refused', `${lost.name}: ${lost.state}${because(lost)}.`))
          else if (now.every(({ state }) => state === 'done')) settle(ok(undefined))
        }
        changed()
        void session.client.closed.then(() => settle(hostEnded))
      }),
  }
}

const because = ({ reason }: Transfer): string => (reason === undefined ? '' : ` (${reason})`)
