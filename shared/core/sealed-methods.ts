/** The contract's methods about sealed and locked messages. */
import type { Input } from '../engine/inputs.ts'
import { isCovered } from '../model/message.ts'
import { err, ok } from '../result.ts'
import type { Feed } from './feed.ts'
import type { MethodsNamed } from './methods.ts'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export type SealedMethodName = 'openMessage' | 'setLockPassword'

/** How a password is kept: as what it can be checked against, never itself. */
export interface PasswordPort {
  seal(password: string): string
  matches(password: string, sealed: string): boolean
}

export interface SealedMethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly passwords: PasswordPort
  /** Whether locked messages ask for a password has changed. */
  readonly onLockChanged: () => void
}

const LOCK = 'lock-password'

export const asksPassword = (store: Pick<Store, 'value'>): boolean => (store.value(LOCK) ?? '') !== ''

export function sealedMethods(parts: SealedMethodParts): MethodsNamed<SealedMethodName> {
  const { store, disk, feed, engine, passwords } = parts

  const isRight = (password: string | undefined): boolean => {
    const sealed = store.value(LOCK) ?? ''
    return sealed === '' || (password !== undefined && passwords.matches(password, sealed))
  }

  return {
    openMessage({ id, password }, now) {
      const message = store.message(id)
      if (message === undefined) return err({ code: 'message-not-found' })
      if (!isCovered(message)) return ok(message)
      if (message.locked && !isRight(password)) return err({ code: 'wrong-password' })
      const opened = disk.write(() => store.openMessage(id, now))
      if (!opened.ok) return opened
      if (opened.value === undefined) return err({ code: 'message-not-found' })
      feed.put({ kind: 'message', message: opened.value })
      const conversation = store.conversation(message.conversation)
      if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
      // The store knows which of them are to be told: those that were sealed.
      const notice = store.untoldOpenings().find((untold) => untold.id === id)
      if (notice !== undefined) engine({ type: 'opened', notice })
      return ok(opened.value)
    },

    setLockPassword({ current, next }) {
      if (!isRight(current)) return err({ code: 'wrong-password' })
      const saved = disk.write(() => store.saveValue(LOCK, next === '' ? '' : passwords.seal(next)))
      if (!saved.ok) return saved
      parts.onLockChanged()
      return ok({})
    },
  }
}
