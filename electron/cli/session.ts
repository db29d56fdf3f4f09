import { connect, createMirror, type MirrorListener } from '../../shared/api/connect.ts'
import type { Snapshot } from '../../shared/model/change.ts'
import { ok, type Result } from '../../shared/result.ts'
import { connectControl } from '../host/net/control-socket.ts'
import { type Failure, fail, hostEnded, type Session } from './command.ts'

/** Connects to the host that runs with this data folder and waits for its state. */
export async function openSession(folder: string): Promise<Result<Session, Failure>> {
  const channel = await connectControl(folder)
  if (!channel.ok) {
    return channel.error === 'no-host'
      ? fail('noHost', `No Gezi runs with the data folder ${folder}.`)
      : fail('refused', `The data folder ${folder} belongs to another user.`)
  }
  const client = connect(channel.value)
  const listeners = new Set<Parameters<Session['onChanges']>[0]>()
  const first = Promise.withResolvers<Snapshot>()
  let current: Snapshot | undefined
  const heard: MirrorListener = (state, changes) => {
    current = state
    first.resolve(state)
    for (const listener of [...listeners]) listener(state, changes)
  }
  createMirror(client, heard)
  const initial = await Promise.race([first.promise, client.closed])
  if (initial === undefined) return hostEnded
  return ok({
    client,
    state: () => current ?? initial,
    onChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}
