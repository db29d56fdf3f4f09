import { setTimeout as delay } from 'node:timers/promises'
import { type DoctorReport, isFine } from '../../../shared/model/doctor.ts'
import { ok } from '../../../shared/result.ts'
import { type Command, fail, refused } from '../command.ts'
import { findPeer } from '../find-peer.ts'
import { visible } from '../output.ts'

const LOOK_EVERY = 100

export const doctor: Command = {
  usage: '[PEER]',
  summary:
    'what is wrong with the network, or with the way to a person; exits with 1 when something is; JSON: {cause,remedy,facts,findings,adapters,took}',
  arguments: { min: 0, max: 1 },
  async run({ session, arguments: [wanted], output }) {
    const peer = wanted === undefined ? undefined : findPeer(session.state().peers, wanted)
    if (peer?.ok === false) return peer
    const started = await session.client.call('startDoctor', peer === undefined ? {} : { peer: peer.value.id })
    if (!started.ok) return refused(started.error)
    for (;;) {
      const found = await session.client.call('doctorState', started.value)
      if (!found.ok) return refused(found.error)
      if (found.value.state === 'gone') return fail('refused', 'Others look too often at the same time.')
      if (found.value.state === 'running') {
        await delay(LOOK_EVERY)
        continue
      }
      const { report } = found.value
      output.print(report, () => lines(report))
      return isFine(report) ? ok(undefined) : fail('refused', `The doctor says: ${report.cause}.`)
    }
  },
}

function lines({ cause, facts, findings, adapters }: DoctorReport): readonly string[] {
  const told = Object.entries(facts).filter(([, value]) => value !== '' && value !== 0)
  return [
    `verdict  ${cause}${told.map(([name, value]) => ` ${name}=${visible(String(value))}`).join('')}`,
    ...findings.map(({ check, state, detail }) => `${state.padEnd(8)} ${check} ${visible(detail)}`.trimEnd()),
    ...adapters.map(
      ({ name, address, kind, heard, isDefault }) =>
        `adapter  ${visible(name)} ${address} ${kind}${isDefault ? ' default' : ''}, ${heard} heard`,
    ),
  ]
}
