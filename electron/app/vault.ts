/** Private keys in the system's key store: Keychain, DPAPI, Secret Service or KWallet. */
import { safeStorage } from 'electron'
import type { Vault } from '../host/crypto/key-file.ts'

/** Undefined where the system has none; Electron's own fixed key, which it uses on a Linux without one, keeps nothing from anybody. */
export function systemVault(platform: NodeJS.Platform): Vault | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return undefined
  return {
    seal: (text) => safeStorage.encryptString(text),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  }
}
