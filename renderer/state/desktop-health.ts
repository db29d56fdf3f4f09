import type { DesktopHealth } from '../../shared/api/bridge.ts'
import { desktop } from '../platform.ts'
import { useOnce } from './hooks.ts'

const ask = async (): Promise<DesktopHealth | undefined> => await desktop?.health()

/** What the desktop program knows of the system's notifications; undefined in a browser, and for a moment. */
export const useHealth = (): DesktopHealth | undefined => useOnce(ask)
