import { MAX_TEXT } from '../../../shared/api/contract.ts'
import type { Message } from '../../../shared/model/message.ts'
import { ok, type Result } from '../../../shared/result.ts'
import {
  type Command,
  type Failure,
  fail,
  hostEnded,
  numberOption,
  type Outcome,
  refused,
  type Session,
} from '../command.ts'
import { findPeer } from '../find-peer.ts'
import { messageJson, messageLine } from '../output.ts'

/** A message to everybody is quickly sent by mistake: the number of people has to be said. */
const CONFIRM_ABOVE = 10
/** A script that waits longer than a day should ask again. */
const MAX_WAIT_SECONDS = 86_400

export const send: Command = {
  usage: 'PEER TEXT [--to PEER]… [--sealed] [--locked] [--wait SECONDS]',
  summary:
    'sends a message (TEXT - reads it from stdin) to one or, with --to, several people who see each other, sealed or locked on wish; with --wait ends when it is delivered, else when it is queued',
  options: {
    wait: { type: 'string' },
    sealed: { type: 'boolean' },
    locked: { type: 'boolean' },
    to: { type: 'string', multiple: true },
    confirm: { type: 'string' },
  },
  arguments: { min: 2, max: 2 },
  async run({ session, arguments: [wanted = '', given = ''], options, output }) {
    const wait = numberOption(options.wait, 'wait', { min: 0, max: MAX_WAIT_SECONDS, fallback: 0 })
    if (!wait.ok) return wait
    const others = Array.isArray(options.to) ? options.to.map(String) : []
    const peers: string[] = []
    for (const each of [wanted, ...others]) {
      const peer = findPeer(session.state().peers, each)
      if (!peer.ok) return peer
      if (!peers.includes(peer.value.id)) peers.push(peer.value.id)
    }
    if (peers.length > CONFIRM_ABOVE && options.confirm !== String(peers.length)) {
      return fail('usage', `This goes to ${peers.length} people: say --confirm ${peers.length} if that is meant.`)
    }
    const text = given === '-' ? await textFromStdin() : ok(given)
    if (!text.ok) return text
    if (text.value.length > MAX_TEXT) return tooLong

    const delivery = watchDelivery(session)
    const [sealed, locked] = [options.sealed === true, options.locked === true]
    const sent = await session.client.call('sendMessages', {
      ...{ peers, texts: [text.value] },
      options: { sealed: sealed || locked, locked, shared: true },
    })
    if (!sent.ok) return refused(sent.error)
    const { messages } = sent.value
    const results = await Promise.all(
      messages.map((message) =>
        wait.value === 0 ? { message, outcome: ok(undefined) } : delivery(message, wait.value),
      ),
    )
    const json = results.map(({ message }) => messageJson(message, session.state()))
    output.print(others.length === 0 ? json[0] : json, () => json.map(messageLine))
    return results.find(({ outcome }) => !outcome.ok)?.outcome ?? ok(undefined)
  },
}

const tooLong = fail('refused', `The text is too long: at most ${MAX_TEXT} characters.`)

/** Without the line end that every program adds to its last line. */
async function textFromStdin(): Promise<Result<string, Failure>> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.length > MAX_TEXT + 2) return tooLong
  }
  return ok(text.replace(/\r?\n$/, ''))
}

/** Begins to watch at once: the acknowledgement of a neighbour can be faster than the host's answer to the call. */
function watchDelivery(session: Session) {
  const latest = new Map<string, Message>()
  const watching = new Set<() => void>()
  session.onChanges((_state, changes) => {
    for (const change of changes) if (change.kind === 'message') latest.set(change.message.id, change.message)
    for (const look of [...watching]) look()
  })

  return async (sent: Message, seconds: number): Promise<{ readonly message: Message; readonly outcome: Outcome }> => {
    const current = (): Message => latest.get(sent.id) ?? sent
    const settled = new Promise<Outcome>((settle) => {
      const look = (): void => {
        const { state, reason } = current()
        if (state === 'delivered' || state === 'opened') settle(ok(undefined))
        else if (state === 'failed') settle(fail('refused', `The message failed: ${reason ?? 'unknown reason'}.`))
      }
      watching.add(look)
      look()
      void session.client.closed.then(() => settle(hostEnded))
      setTimeout(() => {
        const reason = current().reason
        const why = reason === undefined ? '' : ` (${reason})`
        settle(fail('timeout', `Not delivered within ${seconds} s${why}; the host goes on trying.`))
      }, seconds * 1_000).unref()
    })
    const outcome = await settled
    return { message: current(), outcome }
  }
}
