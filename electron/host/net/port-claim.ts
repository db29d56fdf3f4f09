/** Which port becomes ours: the usual one, or, for a guest, the first other one that is free. */
import { guestPorts } from '../../../shared/model/guest-port.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { type BindProblem, openUdp, type Udp, type UdpHandlers } from './udp.ts'

export interface PortWish {
  /** Where everybody listens. */
  readonly usual: number
  /** The port to be a guest on, 0 for the first free one; undefined: the usual one or none. */
  readonly guest: number | undefined
}

export interface Claimed {
  readonly socket: Udp
  readonly port: number
  /** Why it is not the usual one. */
  readonly problem: BindProblem | undefined
}

/** The problem is that of the usual port. */
export async function claimPort(
  bind: string,
  { usual, guest }: PortWish,
  handlers: UdpHandlers,
): Promise<Result<Claimed, BindProblem>> {
  const home = await openUdp(bind, usual, handlers)
  if (home.ok) return ok({ socket: home.value, port: usual, problem: undefined })
  if (guest === undefined || !isTaken(home.error)) return home
  for (const port of guestPorts(usual, guest)) {
    const opened = await openUdp(bind, port, handlers)
    if (opened.ok) return ok({ socket: opened.value, port, problem: home.error })
  }
  return home
}

export const isTaken = ({ reason }: BindProblem): boolean => reason === 'port-in-use' || reason === 'port-denied'
