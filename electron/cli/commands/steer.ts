/** What the user does to transfers: accept, decline, cancel, pause, resume, retry. */
import { resolve } from 'node:path'
import { TransferId } from '../../../shared/model/transfer.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { type Command, type Failure, fail, type Outcome, refused, type Session } from '../command.ts'
import type { Output } from '../output.ts'

/** As many as one call of the contract takes. */
const MAX_IDS = 2_000

type Method = 'declineTransfers' | 'cancelTransfers' | 'pauseTransfers' | 'resumeTransfers'

function steer(method: Method, summary: string): Command {
  return {
    usage: 'ID…',
    summary,
    arguments: { min: 1, max: MAX_IDS },
    async run({ session, arguments: ids, output }) {
      const known = checkedIds(ids)
      if (!known.ok) return known
      const steered = await session.client.call(method, { ids: known.value })
      return steered.ok ? told(output, steered.value.changed) : refused(steered.error)
    },
  }
}

export const decline = steer('declineTransfers', 'says no to an offer; its sender is told')
export const cancel = steer('cancelTransfers', 'gives up a transfer; withdraws an own offer')
export const pause = steer('pauseTransfers', 'stops a transfer until it is resumed; what has come stays')
export const resume = steer('resumeTransfers', 'goes on with a paused or failed transfer')

export const accept: Command = {
  usage: 'ID… [--to DIR]',
  summary: 'fetches what is offered; with --to into that folder',
  options: { to: { type: 'string' } },
  arguments: { min: 1, max: MAX_IDS },
  async run({ session, arguments: ids, options, output }) {
    const known = checkedIds(ids)
    if (!known.ok) return known
    const target = typeof options.to === 'string' ? await tokenOf(session, options.to) : ok(undefined)
    if (!target.ok) return target
    const to = target.value === undefined ? {} : { to: target.value }
    const accepted = await session.client.call('acceptTransfers', { ids: known.value, ...to })
    return accepted.ok ? told(output, accepted.value.changed) : refused(accepted.error)
  },
}

export const retry: Command = {
  usage: '[ID…]',
  summary: 'tries again what failed; without ID everything that failed on its way here',
  arguments: { min: 0, max: MAX_IDS },
  async run({ session, arguments: ids, output }) {
    const known = checkedIds(ids)
    if (!known.ok) return known
    const retried = await session.client.call('retryTransfers', ids.length === 0 ? {} : { ids: known.value })
    if (!retried.ok) return refused(retried.error)
    if (ids.length > 0) return told(output, retried.value.changed)
    output.print(retried.value, () => retried.value.changed)
    return ok(undefined)
  },
}

function checkedIds(ids: readonly string[]): Result<string[], Failure> {
  const wrong = ids.find((id) => !TransferId.safeParse(id).success)
  if (wrong !== undefined) return fail('usage', `${wrong} is not the id of a transfer ("transfers" lists them).`)
  return ok([...ids])
}

async function tokenOf(session: Session, folder: string): Promise<Result<string, Failure>> {
  const staged = await session.client.call('stagePaths', { paths: [resolve(folder)], as: 'target' })
  if (!staged.ok) return refused(staged.error)
  const [item] = staged.value.items
  return item === undefined ? fail('refused', `${folder} cannot be used.`) : ok(item.token)
}

/** Refused when nothing changed: the transfers are in a state in which the wish means nothing. */
function told(output: Output, changed: readonly string[]): Outcome {
  output.print({ changed }, () => changed)
  return changed.length > 0 ? ok(undefined) : fail('refused', 'Nothing to do: it is over, or it has not begun.')
}
