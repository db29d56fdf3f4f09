/** Keeps the password of locked messages as a salted hash that is slow to guess. */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { PasswordPort } from '../../shared/core/sealed-methods.ts'

const BYTES = 32

export const passwords: PasswordPort = {
  seal(password) {
    const salt = randomBytes(16)
    return `${salt.toString('hex')}:${scryptSync(password, salt, BYTES).toString('hex')}`
  },
  matches(password, sealed) {
    const [salt = '', hash = ''] = sealed.split(':')
    const wanted = Buffer.from(hash, 'hex')
    return wanted.length === BYTES && timingSafeEqual(scryptSync(password, Buffer.from(salt, 'hex'), BYTES), wanted)
  },
}
