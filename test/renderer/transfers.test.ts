import { describe, expect, it } from 'vitest'
import { duration, fileTime, percent } from '../../renderer/logic/dates.ts'
import {
  actionsOf,
  fractionOf,
  listedTransfers,
  splitName,
  totalOf,
  transferFilters,
} from '../../renderer/logic/transfers.ts'
import type { Transfer } from '../../shared/model/transfer.ts'

const transfer = (given: Partial<Transfer>): Transfer => ({
  id: '1.0',
  message: '1',
  index: 0,
  conversation: 'zhang',
  peer: 'zhang',
  direction: 'in',
  name: '设计图.dwg',
  kind: 'file',
  size: 1_000,
  done: 0,
  state: 'offered',
  canOpen: false,
  executable: false,
  at: 0,
  ...given,
})

const desktop = { open: true, fetch: false, saveAs: true }
const browser = { open: false, fetch: true, saveAs: false }

describe('what can be done with a transfer', () => {
  it('follows from its state, for who receives', () => {
    const actions = (given: Partial<Transfer>) => actionsOf(transfer(given), desktop).join(' ')
    expect({
      offered: actions({ state: 'offered' }),
      queued: actions({ state: 'queued' }),
      running: actions({ state: 'running' }),
      paused: actions({ state: 'paused' }),
      nothingCame: actions({ state: 'failed', reason: 'no-answer' }),
      halfCame: actions({ state: 'failed', reason: 'interrupted', done: 500 }),
      withdrawn: actions({ state: 'failed', reason: 'withdrawn' }),
      declined: actions({ state: 'declined' }),
      cancelled: actions({ state: 'cancelled' }),
      done: actions({ state: 'done', canOpen: true }),
      moved: actions({ state: 'done' }),
    }).toEqual({
      offered: 'accept save-as decline',
      queued: 'pause cancel',
      running: 'pause cancel',
      paused: 'resume cancel',
      nothingCame: 'retry',
      halfCame: 'resume',
      withdrawn: '',
      declined: 'accept-again',
      cancelled: 'accept-again',
      done: 'open show',
      moved: '',
    })
  })

  it('follows from its state, for who sends', () => {
    const actions = (given: Partial<Transfer>) => actionsOf(transfer({ direction: 'out', ...given }), desktop).join(' ')
    expect({
      offered: actions({ state: 'offered' }),
      running: actions({ state: 'running' }),
      paused: actions({ state: 'paused' }),
      interrupted: actions({ state: 'failed', reason: 'no-permission' }),
      changed: actions({ state: 'failed', reason: 'changed' }),
      done: actions({ state: 'done' }),
      cancelled: actions({ state: 'cancelled' }),
    }).toEqual({
      offered: 'withdraw',
      running: 'pause withdraw',
      paused: 'resume withdraw',
      interrupted: 'retry',
      changed: '',
      done: '',
      cancelled: '',
    })
  })

  it('never includes opening a program', () => {
    expect(actionsOf(transfer({ state: 'done', canOpen: true, executable: true }), desktop)).toEqual(['show'])
  })

  it('has no dialogs and no desktop in a browser, which fetches files for its own computer', () => {
    expect([
      actionsOf(transfer({ state: 'offered' }), browser),
      actionsOf(transfer({ state: 'done', canOpen: true }), browser),
      actionsOf(transfer({ state: 'done', canOpen: true, kind: 'folder' }), browser),
    ]).toEqual([['accept', 'decline'], ['fetch'], []])
  })
})

describe('the list of transfers', () => {
  const all = [
    transfer({ id: 'old', state: 'done', at: 1 }),
    transfer({ id: 'failed', state: 'failed', at: 2 }),
    transfer({ id: 'mine', direction: 'out', state: 'offered', at: 3 }),
    transfer({ id: 'runs', state: 'running', at: 4, peer: 'li' }),
    transfer({ id: 'waits', state: 'paused', at: 5 }),
  ]
  const ids = (transfers: readonly Transfer[]) => transfers.map(({ id }) => id).join(' ')

  it('shows what moves first, then what waits, then what is over, by filter', () => {
    const shown = transferFilters.map((filter) => [filter, ids(listedTransfers(all, filter, undefined))])
    expect(Object.fromEntries(shown)).toEqual({
      all: 'runs waits mine failed old',
      active: 'runs waits mine',
      incoming: 'runs waits failed old',
      outgoing: 'mine',
      failed: 'failed',
    })
  })

  it('can be that of one person', () => {
    expect(ids(listedTransfers(all, 'all', 'li'))).toBe('runs')
  })

  it('adds up what is under way, and counts what came of a folder of unknown size', () => {
    const under = [
      transfer({ state: 'running', size: 100, done: 50, rate: 10 }),
      transfer({ state: 'running', kind: 'folder', size: 0, done: 30, rate: 5 }),
      transfer({ state: 'paused', size: 100, done: 20 }),
      transfer({ state: 'done', size: 1_000, done: 1_000 }),
    ]
    expect([totalOf(under), totalOf([])]).toEqual([{ count: 3, done: 100, size: 230, rate: 15 }, undefined])
  })

  it('knows no fraction where the size is unknown', () => {
    const fractions = [
      transfer({ state: 'running', done: 250 }),
      transfer({ state: 'running', size: 0, done: 250 }),
      transfer({ state: 'running', done: 2_000 }),
      transfer({ state: 'done', size: 0 }),
    ].map(fractionOf)
    expect(fractions).toEqual([0.25, undefined, 1, 1])
  })
})

describe('words of a transfer', () => {
  it('cut a long name before its ending, never inside of a character', () => {
    const names = ['设计图.dwg', 'a'.repeat(30), `${'a'.repeat(30)}.tar.gz`, `${'a'.repeat(20)}😀bcd.txt`]
    expect(names.map((name) => splitName(name))).toEqual([
      ['设计图.dwg', ''],
      ['a'.repeat(26), 'aaaa'],
      ['a'.repeat(30), '.tar.gz'],
      ['a'.repeat(20), '😀bcd.txt'],
    ])
  })

  it('say 100 % only when nothing is missing, and no time finer than a person plans', () => {
    expect([
      percent(0.999, 'en'),
      percent(1, 'en'),
      ...[0.2, 59, 61, 3_600, 4_800].map((seconds) => duration(seconds, 'en')),
    ]).toEqual(['99%', '100%', '1 sec', '59 sec', '2 min', '1 hr', '1 hr 20 min'])
  })

  it('name a pasted picture so that names sort by time', () => {
    expect(fileTime(new Date(2026, 10, 2, 4, 5, 6).getTime())).toBe('2026-11-02 04.05.06')
  })
})
