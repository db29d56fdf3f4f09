/** What the network needs to know of the settings, and of the command line that stands beside them. */
import { expandReach } from '../../shared/model/reach.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { HostOptions } from './host-options.ts'
import type { LanSettings } from './net/lan.ts'

/** `first`: the settings' port at the start; once the user changes it, his choice counts and not the command line's. */
export const createLanSettings =
  (options: Pick<HostOptions, 'port' | 'guest' | 'peers'>, first: number) =>
  (settings: Settings): LanSettings => {
    const port = settings.port === first ? (options.port ?? settings.port) : settings.port
    const isGuest = settings.whenPortTaken === 'guest' || options.guest === true
    return {
      port,
      denied: settings.deniedInterfaces,
      guest: isGuest ? settings.guestPort : undefined,
      configured: expandReach([...settings.peers, ...(options.peers ?? [])], port).addresses,
    }
  }
