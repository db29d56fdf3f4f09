import { useEffect, useState } from 'react'
import type { DesktopHealth } from '../../shared/api/bridge.ts'
import { desktop } from '../platform.ts'

/** What the desktop program knows of the system's notifications; undefined in a browser, and for a moment. */
export function useHealth(): DesktopHealth | undefined {
  const [health, setHealth] = useState<DesktopHealth>()
  useEffect(() => {
    let gone = false
    void desktop?.health().then((found) => gone || setHealth(found))
    return () => {
      gone = true
    }
  }, [])
  return health
}
