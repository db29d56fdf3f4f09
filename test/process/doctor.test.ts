/** The connection doctor on real networks, whole ones and such that are broken on purpose: topologies.ts says how, and what is expected. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { endAll } from './gezi.ts'
import { whyNoFirewall, whyNoNamespaces } from './namespaces.ts'
import { type Topology, topologies } from './topologies.ts'
import { openOffice } from './topology.ts'

const reason = whyNoNamespaces() ?? whyNoFirewall()

describe.skipIf(reason !== undefined)(`the doctor${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  afterAll(endAll)

  test.concurrent.each(topologies)('$topology', async ({ expected, play }) => {
    expect(await play(await openOffice(expected.verdicts))).toEqual(expected)
  })
})

function rowOf({ topology, expected: { seen, verdicts, arrives } }: Topology): string {
  const lists = Object.entries(seen).map(([who, names]) => `${who}: ${names.join(', ') || 'nobody'}`)
  const said = Object.entries(verdicts).map(([who, cause]) => `${who}: \`${cause}\``)
  const whole = arrives === undefined ? '' : '; what Ann writes arrives, once'
  return `| ${topology} | ${lists.join('; ')}${whole} | ${said.join('; ')} |`
}

test('topologies.md shows each of them with what is expected', () => {
  const page = readFileSync(new URL('topologies.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| -|^\| Topology/.test(line))
  expect(rows.map((row) => row.replaceAll(/ +/g, ' '))).toEqual(topologies.map(rowOf))
})
