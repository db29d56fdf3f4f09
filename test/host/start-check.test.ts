import { describe, expect, test } from 'vitest'
import { createStartCheck } from '../../electron/host/doctor/start-check.ts'
import { judge } from '../../shared/core/doctor/judge.ts'
import type { PeerRecord } from '../../shared/engine/io.ts'
import { ZHANG } from '../core/desk.ts'
import { about, healthy, silence } from '../core/doctor-evidence.ts'

const reports = {
  ok: judge(healthy),
  isolated: judge({ ...healthy, ...silence }),
  off: judge({ ...healthy, ...about({ udp: 'silent', tcp: 'silent', neighbour: 'failed' }) }),
  blocked: judge({ ...healthy, ...about({ udp: 'silent' }) }),
}
type Report = keyof typeof reports

/** What it says in the end, and whom it looked at. */
async function checked(
  isAlone: boolean,
  awaited: PeerRecord | undefined,
  network: Report,
  person: Report = 'ok',
): Promise<string> {
  const looks: string[] = []
  const check = createStartCheck({
    isAlone: () => isAlone,
    awaited: () => awaited,
    look: async (at) => {
      looks.push(at?.name ?? 'network')
      return reports[at === undefined ? network : person]
    },
    after: 0,
  })
  await expect.poll(() => check.hint.state).not.toBe('looking')
  const { hint } = check
  const found =
    hint.state === 'found' ? `${hint.report.cause}${hint.peer === undefined ? '' : ' about him'}` : 'nothing'
  check.dismiss()
  expect(check.hint).toEqual({ state: 'none' })
  check.close()
  return `${looks.join(', ')}: ${found}`
}

describe('the look after the start', () => {
  test.each<[string, Parameters<typeof checked>, string]>([
    ['is not taken where people are online and nothing waits', [false, undefined, 'isolated'], ': nothing'],
    ['is at the network where nobody is heard', [true, undefined, 'isolated'], 'network: isolated'],
    ['finds nothing where all is well', [true, undefined, 'ok'], 'network: nothing'],
    ['goes on to whom a message waits for', [false, ZHANG, 'ok', 'blocked'], 'network, 张三: person-udp about him'],
    ['names the network first', [false, ZHANG, 'isolated', 'blocked'], 'network: isolated'],
    ['says nothing of a computer that is off', [false, ZHANG, 'ok', 'off'], 'network, 张三: nothing'],
  ])('%s', async (_behaviour, given, expected) => {
    expect(await checked(...given)).toBe(expected)
  })
})
