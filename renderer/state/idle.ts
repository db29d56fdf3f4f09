/**
 * Tells the host when nobody has touched this page for as long as the settings say, and when somebody does again. Only in a browser: the
 * desktop program knows of the whole computer. A hidden page counts as untouched: who works elsewhere on the computer is not seen by it.
 */
import { call } from './host.ts'
import { now } from './store.ts'

const CHECK_EVERY = 5_000
const touches = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const

export function watchIdleness(): () => void {
  let touchedAt = Date.now()
  let told = false

  const tell = (idle: boolean): void => {
    told = idle
    void call('setIdle', { idle })
  }
  const touched = (): void => {
    touchedAt = Date.now()
    // Also what another page of this host said: somebody is here.
    if (told || now().host?.self.absenceCause === 'idle') tell(false)
  }
  const check = (): void => {
    const minutes = now().host?.settings.awayAfterMinutes ?? 0
    const isIdle = minutes > 0 && Date.now() - touchedAt >= minutes * 60_000
    if (isIdle && !told) tell(true)
    else if (!isIdle && told) tell(false)
  }

  const timer = setInterval(check, CHECK_EVERY)
  for (const touch of touches) window.addEventListener(touch, touched, { passive: true, capture: true })
  const shown = (): void => {
    if (document.visibilityState === 'visible') touched()
  }
  document.addEventListener('visibilitychange', shown)
  return () => {
    clearInterval(timer)
    for (const touch of touches) window.removeEventListener(touch, touched, { capture: true })
    document.removeEventListener('visibilitychange', shown)
  }
}
