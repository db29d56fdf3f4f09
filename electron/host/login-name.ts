import { userInfo } from 'node:os'

/** A process without an entry in the user database (containers) still has to be called something (protocol.md 11.1 no. 8). */
export function loginName(): string {
  try {
    return userInfo().username || 'user'
  } catch {
    return 'user'
  }
}
