import { toHex } from '../cipher/binary-text.ts'
import type { Cipher } from '../cipher/port.ts'
import { latin1Bytes } from '../text.ts'
import { GEZI_MAC } from './version.ts'

/**
 * The address by which FeiQ knows us, stable and our own. A real one would tell everybody on the LAN which machine we are, and change with
 * the card. 32 bits of the installation: in an office of 2,000 two are the same once in 2,000 offices, and only FeiQ would mix them up.
 */
export function localMac(installation: string, cipher: Pick<Cipher, 'digest'>): string {
  const bytes = cipher.digest('sha1', latin1Bytes(installation)).subarray(0, 4)
  return `${GEZI_MAC}${toHex(bytes)}`.toUpperCase()
}
