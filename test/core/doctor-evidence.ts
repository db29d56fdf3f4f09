/** What the doctor may have to judge by: an office in which all is well, and what can differ from it. */
import type { Evidence, OtherEnd, PersonEvidence } from '../../shared/core/doctor/evidence.ts'

export const lan = { name: 'eth0', address: '192.168.1.5', kind: 'lan', isDefault: true, heard: 3 } as const
export const healthy: Evidence = {
  network: {
    state: 'online',
    address: '0.0.0.0',
    port: 2_425,
    interfaces: [{ name: 'eth0', address: lan.address, broadcast: '192.168.1.255' }],
  },
  storage: { state: 'ok' },
  holder: undefined,
  adapters: [lan],
  loop: 'heard',
  heardNow: true,
  answeredNow: true,
  deaf: undefined,
  traffic: { answers: 4, unasked: 9 },
  online: 3,
  range: undefined,
  helpers: [],
  neighbours: { answering: 4, failed: 0 },
  person: undefined,
  took: 1_300,
}
export const failed = (reason: 'port-in-use' | 'port-denied' | 'address-missing' | 'other') =>
  ({ state: 'failed', reason, address: '0.0.0.0', port: 2_425, detail: 'bind' }) as const
export const zhang: PersonEvidence = {
  name: '张三',
  address: '192.168.1.7',
  port: 2_425,
  udp: 'answered',
  tcp: 'open',
  isNear: true,
  neighbour: 'answers',
  other: undefined,
}
export const about = (person: Partial<PersonEvidence>) => ({ person: { ...zhang, ...person } })
export const well: OtherEnd = {
  hears: true,
  back: 'open',
  broadcast: 'heard',
  small: { sent: 40, lost: 0 },
  large: 'arrive',
  skew: 300,
}
/** Another Gezi, which was asked what it has of us. */
export const asked = (other: Partial<OtherEnd>, person: Partial<PersonEvidence> = {}) =>
  about({ ...person, other: { ...well, ...other } })
export const helped = (...others: readonly Partial<OtherEnd>[]) => ({
  helpers: others.map((other) => ({
    name: '张三',
    other: { ...well, small: undefined, large: 'not-tried', ...other } as const,
  })),
})
/** Nothing ever came that was no answer. */
export const answersOnly = { traffic: { answers: 2, unasked: 0 } }
/** Nobody was ever heard. */
export const silence = {
  heardNow: false,
  answeredNow: false,
  traffic: { answers: 0, unasked: 0 },
  online: 0,
  neighbours: { answering: 0, failed: 0 },
}
