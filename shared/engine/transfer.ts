/**
 * The states of one transfer (one attachment of one message) and what moves it: the user, the peer and the disk, each at any time. This
 * table is all there is to know about them; an event that a state does not name changes nothing.
 *
 *   in:   offered ─accept→ queued ─start→ running ─finish→ done
 *   out:  offered ─start→ running ─finish→ done          (the peer fetches when he likes, as often as he likes until it is withdrawn)
 */
export const transferStates = [
  'offered',
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'declined',
  'cancelled',
] as const
export type TransferState = (typeof transferStates)[number]

export type TransferEvent =
  /** The user (or the policy) takes the offer. */
  | 'accept'
  /** Bytes begin to flow. */
  | 'start'
  | 'finish'
  /** Broken off for a reason that may end by itself (network, peer asleep): it is taken up again without the user. */
  | 'interrupt'
  /** Broken off for a reason that only a person can end (disk full, source gone). */
  | 'fail'
  | 'pause'
  | 'resume'
  | 'retry'
  /** The receiver does not want it: the user here, or RELEASEFILES from the peer. */
  | 'decline'
  /** The user gives it up; for an own offer: withdraws it. */
  | 'cancel'
  /** The offer's time is over. */
  | 'expire'

type Table = { readonly [S in TransferState]: { readonly [E in TransferEvent]?: TransferState } }

const incoming: Table = {
  offered: { accept: 'queued', decline: 'declined', cancel: 'declined', fail: 'failed' },
  queued: { start: 'running', pause: 'paused', fail: 'failed', interrupt: 'queued', cancel: 'cancelled' },
  running: { finish: 'done', interrupt: 'queued', fail: 'failed', pause: 'paused', cancel: 'cancelled' },
  paused: { resume: 'queued', retry: 'queued', cancel: 'cancelled', fail: 'failed' },
  failed: { retry: 'queued', resume: 'queued', accept: 'queued', cancel: 'cancelled', fail: 'failed' },
  // A second thought is allowed: the sender may still hold the offer.
  declined: { accept: 'queued' },
  cancelled: { accept: 'queued', retry: 'queued' },
  done: {},
}

const outgoing: Table = {
  offered: { start: 'running', decline: 'declined', cancel: 'cancelled', expire: 'failed', fail: 'failed' },
  queued: {},
  running: {
    finish: 'done',
    interrupt: 'offered',
    fail: 'failed',
    decline: 'declined',
    cancel: 'cancelled',
    pause: 'paused',
  },
  paused: { resume: 'offered', cancel: 'cancelled', decline: 'declined', expire: 'failed' },
  // The peer may fetch again what failed or what he already has, as long as the offer stands.
  failed: { start: 'running', retry: 'offered', cancel: 'cancelled' },
  done: { start: 'running', cancel: 'done' },
  declined: { start: 'running' },
  cancelled: {},
}

/** The state after `event`, or undefined when it means nothing in that state. */
export const nextTransferState = (
  direction: 'in' | 'out',
  state: TransferState,
  event: TransferEvent,
): TransferState | undefined => (direction === 'in' ? incoming : outgoing)[state][event]

/** Whether the transfer still wants something: shown as active, kept over restarts. */
export const isUnfinished = (state: TransferState): boolean =>
  state === 'offered' || state === 'queued' || state === 'running' || state === 'paused'
