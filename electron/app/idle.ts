/**
 * Tells the host when nobody has touched the computer for as long as the settings say, or locked it, and when somebody is back. The page
 * cannot: it knows of its own window only.
 */
import { powerMonitor } from 'electron'
import type { Client } from '../../shared/api/connect.ts'

/** Being back shows within this time; one question to the system costs nothing. */
const CHECK_EVERY = 5_000

export interface IdleWatch {
  /** 0 for never. */
  setMinutes(minutes: number): void
}

export function watchIdleness(client: Pick<Client, 'call' | 'closed'>): IdleWatch {
  let minutes = 0
  let locked = false
  let told = false

  const check = (): void => {
    const isIdle = minutes > 0 && (locked || powerMonitor.getSystemIdleTime() >= minutes * 60)
    if (isIdle === told) return
    told = isIdle
    void client.call('setIdle', { idle: isIdle })
  }
  const lock = (): void => {
    locked = true
    check()
  }
  const unlock = (): void => {
    locked = false
    check()
  }
  powerMonitor.on('lock-screen', lock)
  powerMonitor.on('unlock-screen', unlock)
  const timer = setInterval(check, CHECK_EVERY)
  timer.unref()
  void client.closed.then(() => {
    clearInterval(timer)
    powerMonitor.off('lock-screen', lock)
    powerMonitor.off('unlock-screen', unlock)
  })

  return {
    setMinutes(next) {
      minutes = next
      check()
    },
  }
}
