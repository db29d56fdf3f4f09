/**
 * `npm run bench [-- --json] [codec|crypto|feiq|store|start|acknowledge|network|transfer|window …]`: figures of this machine, each speed as a ratio to a floor that is taken in
 * the same run. With `--json` one line a figure on stdout; what is going on is told on stderr. Exits with 1 when a target is missed.
 */
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../build/build.ts'
import { benchAcknowledge } from './acknowledge.ts'
import { benchCodec } from './codec.ts'
import { benchCrypto } from './crypto.ts'
import { benchFeiq } from './feiq.ts'
import type { Figure, Report } from './figure.ts'
import { benchNetwork } from './network.ts'
import { benchStart } from './start.ts'
import { benchStore } from './store.ts'
import { benchTransfer } from './transfer.ts'
import { benchWindow } from './window.ts'

const parts: Readonly<Record<string, (report: Report) => void | Promise<void>>> = {
  codec: benchCodec,
  crypto: benchCrypto,
  feiq: benchFeiq,
  store: benchStore,
  start: benchStart,
  acknowledge: benchAcknowledge,
  network: benchNetwork,
  transfer: benchTransfer,
  window: benchWindow,
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

const significant = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/\.?0+$/, '')

const missed: string[] = []
const report: Report = (figure: Figure) => {
  if (figure.ok === false) missed.push(figure.name)
  if (values.json) {
    const { name, value, unit, target, ok } = figure
    console.log(JSON.stringify({ name, value, unit, target: target ?? null, ok: ok ?? null }))
  } else {
    const verdict = figure.ok === undefined ? '' : `${figure.ok ? 'ok' : 'MISSED'} (${figure.target})`
    console.log(
      `${figure.name.padEnd(64)} ${significant(figure.value).padStart(9)} ${figure.unit.padEnd(7)} ${verdict}`,
    )
  }
}

await ensureBuilt()
for (const [name, bench] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.error(`— ${name}`)
  await bench(report)
}
if (missed.length > 0) {
  console.error(`missed: ${missed.join('; ')}`)
  process.exitCode = 1
}
