/** Keys that work in every program. The system gives each to one program only: who comes later is told so, and asks again now and then. */
import { type BrowserWindow, globalShortcut } from 'electron'
import { z } from 'zod'
import { bridgeChannels, type KeyPurpose, keyPurposes } from '../../shared/api/bridge.ts'
import { isOurPage } from './port.ts'

/** As Electron writes keys, e.g. `Control+Alt+A`; empty for none. */
const Wish = z.tuple([z.enum(keyPurposes), z.string().max(64)])

/** Milliseconds. */
const TRY_AGAIN = 60_000

export interface GlobalKeys {
  /** What the user set; undefined where whoever manages the computer does not want it. */
  follow(wanted: Readonly<Record<KeyPurpose, string | undefined>>): void
}

export function handleGlobalKeys(window: BrowserWindow, pressed: (purpose: KeyPurpose) => void): GlobalKeys {
  const { webContents } = window
  const used = new Map<KeyPurpose, string>()
  /** Nothing until it is known what is allowed. */
  let wanted: Readonly<Record<KeyPurpose, string | undefined>> = { capture: undefined, raise: undefined }

  /** In the place of the keys before. False when another program has them, they are none, or they do something else of ours. */
  function use(purpose: KeyPurpose, keys: string): boolean {
    const before = used.get(purpose)
    if (keys === before) return true
    if (before !== undefined) globalShortcut.unregister(before)
    used.delete(purpose)
    if (keys === '') return true
    if ([...used.values()].includes(keys)) return false
    try {
      if (!globalShortcut.register(keys, () => pressed(purpose))) return false
    } catch {
      // Keys that the system does not know.
      return false
    }
    used.set(purpose, keys)
    return true
  }

  webContents.ipc.handle(bridgeChannels.useKeys, (event, ...given: unknown[]) => {
    const wish = Wish.safeParse(given)
    if (!isOurPage(webContents, event) || !wish.success) return false
    const [purpose, keys] = wish.data
    return wanted[purpose] !== undefined && use(purpose, keys)
  })
  webContents.ipc.handle(bridgeChannels.takenKeys, (event): readonly KeyPurpose[] =>
    isOurPage(webContents, event) ? keyPurposes.filter((purpose) => !use(purpose, wanted[purpose] ?? '')) : [],
  )
  const takeWanted = (): void => {
    for (const purpose of keyPurposes) use(purpose, wanted[purpose] ?? '')
  }
  // Whoever has them may have ended.
  const again = setInterval(takeWanted, TRY_AGAIN)
  again.unref()
  window.on('closed', () => {
    clearInterval(again)
    for (const purpose of keyPurposes) use(purpose, '')
  })
  return {
    follow(next) {
      if (keyPurposes.every((purpose) => next[purpose] === wanted[purpose])) return
      wanted = next
      takeWanted()
    },
  }
}
