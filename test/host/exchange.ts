/**
 * A process that puts one database in the place of another and is killed before the nth thing that it does to the disk
 * (history-stopped.test.ts). Arguments: the database, the other one, the number.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [path = '', by = '', nth = ''] = process.argv.slice(2)
let left = Number(nth)

for (const name of ['linkSync', 'copyFileSync', 'rmSync', 'renameSync', 'fsyncSync', 'existsSync'] as const) {
  const real: unknown = fs[name]
  if (typeof real !== 'function') continue
  const killed = (...parameters: unknown[]): unknown => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL')
    return Reflect.apply(real, fs, parameters)
  }
  Object.assign(fs, { [name]: killed })
}
syncBuiltinESMExports()
const { takePlace } = await import('../../electron/host/store/take-place.ts')
takePlace(path, by, 'before-restore', 0)
