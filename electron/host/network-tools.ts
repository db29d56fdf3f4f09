/** What looks at the network beside the messenger: connection doctor, packet console and list of interfaces. The first two see what comes and goes. */
import type { ApiError } from '../../shared/api/contract.ts'
import type { EngineEvent } from '../../shared/engine/events.ts'
import type { Endpoint } from '../../shared/engine/io.ts'
import type { Result } from '../../shared/result.ts'
import { type ConsoleParts, createConsole } from './console/console.ts'
import { createDoctor, type DoctorParts } from './doctor/doctor.ts'
import { createProbed } from './doctor/probed.ts'
import type { Datagram } from './inbox.ts'
import { createInterfaceList, type InterfaceListParts } from './interface-list.ts'
import { createTraffic } from './net/traffic.ts'
import type { OwnPeers } from './own-peers.ts'

export interface NetworkTools {
  heard(datagram: Datagram): void
  sent(to: Endpoint, bytes: Uint8Array): void
  asked(from: Endpoint, first: Uint8Array): void
  judged(events: readonly EngineEvent[]): void
  /** Undefined for methods that are of none of them. */
  call(method: string, input: unknown): Promise<Result<unknown, ApiError>> | undefined
  close(): void
}

export type NetworkToolsParts = ConsoleParts &
  InterfaceListParts &
  Omit<DoctorParts, 'traffic' | 'own'> & { readonly own: Pick<OwnPeers, 'ask' | 'answer'> }

export function createNetworkTools(parts: NetworkToolsParts): NetworkTools {
  const { now } = parts
  const traffic = createTraffic()
  const doctor = createDoctor({ ...parts, traffic })
  const probed = createProbed({ ...parts, traffic })
  parts.own.answer('probe', probed.answer)
  const packets = createConsole(parts)
  const interfaces = createInterfaceList(parts)
  return {
    heard({ from, bytes }) {
      traffic.heard(from.address, now(), bytes)
      packets.heard(from, bytes)
    },
    sent(to, bytes) {
      traffic.sent(to.address, now())
      packets.sent(to, bytes)
    },
    asked: packets.asked,
    judged: packets.judged,
    call: (method, input) =>
      doctor.call(method, input) ?? packets.call(method, input) ?? interfaces.call(method, input),
    close() {
      doctor.close()
      probed.close()
      packets.close()
    },
  }
}
