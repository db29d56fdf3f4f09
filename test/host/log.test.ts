import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../electron/host/log.ts'
import { collectLog, temporaryFolder } from './support.ts'

const start = Date.UTC(2026, 10, 20, 19, 15)

describe('the log', () => {
  it('writes one line a call, with nothing in it that could pass for another line', async () => {
    const folder = join(await temporaryFolder(), 'logs')
    const log = createLog({ folder, now: () => start })
    log.write('info', 'a\nb\u001b[31m\u202ec')
    log.write('error', 'x'.repeat(5_000))
    const [first, second] = readFileSync(join(folder, 'gezi.log'), 'utf8').split('\n')
    expect([first, second?.length]).toEqual([
      '2026-11-20T19:15:00.000Z info a\\u{a}b\\u{1b}[31m\\u{202e}c',
      '2026-11-20T19:15:00.000Z error '.length + 2_000,
    ])
  })

  it('keeps four files of at most a megabyte, readable by their owner only', async () => {
    const folder = join(await temporaryFolder(), 'logs')
    const log = createLog({ folder, now: () => start })
    for (let line = 0; line < 3_500; line += 1) log.write('info', `${line} ${'x'.repeat(1_990)}`)
    const files = readdirSync(folder).sort()
    const stats = files.map((file) => statSync(join(folder, file)))
    const last = readFileSync(join(folder, 'gezi.log'), 'utf8')
    expect([
      files,
      stats.every(({ size, mode }) => size <= 1_048_576 && (mode & 0o777) === 0o600),
      last.includes(' 3499 '),
    ]).toEqual([['gezi.1.log', 'gezi.2.log', 'gezi.3.log', 'gezi.log'], true, true])
  })

  it('does nothing where it cannot write', async () => {
    const log = createLog({ folder: join(await temporaryFolder(), 'missing', 'logs'), now: () => start })
    expect(() => log.write('info', 'x')).not.toThrow()
  })

  it('writes a repeated line once a minute, with the number of those left out', () => {
    let now = start
    const { log, lines } = collectLog(() => now)
    for (let second = 0; second < 70; second += 1) {
      now = start + second * 1_000
      log.repeated('drop 10.0.0.1', 'info', 'dropped')
    }
    expect(lines).toEqual(['info dropped', 'info dropped (and 59 like it before)'])
  })

  it('counts kinds beyond its limit as one, so that forged senders cannot fill the disk', () => {
    const { log, lines } = collectLog(() => start)
    for (let sender = 0; sender < 10_000; sender += 1) log.repeated(`drop ${sender}`, 'info', 'dropped')
    expect(lines.length).toBe(513)
  })

  it('has room for other kinds again a minute after forged senders filled it', () => {
    let now = start
    const { log, lines } = collectLog(() => now)
    for (let sender = 0; sender < 1_000; sender += 1)
      for (const _time of [1, 2]) log.repeated(`drop ${sender}`, 'info', 'dropped')
    now = start + 61_000
    log.repeated('bug in a download', 'error', 'no such file')
    log.repeated('packet EPERM', 'info', 'a packet was lost')
    log.repeated('drop 999', 'info', 'dropped')
    expect(lines.slice(513)).toEqual(['error no such file', 'info a packet was lost', 'info dropped'])
  })
})
