/**
 * What a user gives to somebody who helps him: one page of text about the program, its system, its network and its last errors. It leaves
 * the computer only by his own hand, and names nobody (masked.ts).
 */
import { readFile } from 'node:fs/promises'
import { arch, freemem, homedir, hostname, release, type as systemName, totalmem, uptime } from 'node:os'
import { join } from 'node:path'
import type { Snapshot } from '../../shared/model/change.ts'
import { defaultSettings } from '../../shared/model/settings.ts'
import { CRASHES, crashDumps } from './crash-dumps.ts'
import { loginName } from './login-name.ts'
import { maskFor } from './masked.ts'

export interface DiagnosticsParts {
  /** The data folder. */
  readonly data: string
  readonly version: string
  /** Undefined while the data folder can't be opened. */
  readonly state: Snapshot | undefined
  /** Why the program could not start. */
  readonly problem?: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

const LAST_ERRORS = 20
const LAST_LINES = 40
const MEBI = 1_048_576

export async function diagnosticsText({ data, version, state, problem, now }: DiagnosticsParts): Promise<string> {
  const [lines, dumps] = await Promise.all([logLines(join(data, 'logs')), crashDumps(join(data, CRASHES))])
  const places = [
    [data, '<data>'],
    [join(import.meta.dirname, '..'), '<program>'],
    [homedir(), '~'],
  ] as const
  const mask = maskFor({
    names: [...(state === undefined ? [] : namesIn(state)), loginName(), hostname()],
    places: places.filter(([path]) => path.length > 1),
  })
  const errors = lines.filter((line) => / (?:error|warning) /.test(line)).slice(-LAST_ERRORS)
  const parts = [
    `Gezi ${version}`,
    `Written: ${new Date(now).toISOString()}`,
    ...(problem === undefined ? [] : [`Does not start: ${mask(problem)}`]),
    ...systemLines(),
    ...(state === undefined ? [] : stateLines(state).map(mask)),
    `Crashes kept: ${dumps.length}${dumps[0] === undefined ? '' : `, the last one ${new Date(dumps[0].at).toISOString()}`}`,
    '',
    'Last errors and warnings:',
    ...(errors.length === 0 ? ['none'] : errors.map(mask)),
    '',
    'Last lines of the log:',
    ...lines.slice(-LAST_LINES).map(mask),
  ]
  return `${parts.join('\n')}\n`
}

function systemLines(): readonly string[] {
  const { node = '', electron, chrome } = process.versions as Readonly<Record<string, string | undefined>>
  const runtime = [electron && `Electron ${electron}`, chrome && `Chromium ${chrome}`, `Node ${node}`]
  const { rss } = process.memoryUsage()
  const desktop = [process.env.XDG_CURRENT_DESKTOP, process.env.XDG_SESSION_TYPE].filter((word) => word !== undefined)
  return [
    `Runtime: ${runtime.filter((part) => part !== undefined && part !== '').join(', ')}`,
    `System: ${systemName()} ${release()} ${arch()}${desktop.length === 0 ? '' : `, ${desktop.join(' ')}`}, ${Intl.DateTimeFormat().resolvedOptions().locale}`,
    `Memory: program ${mebibytes(rss)}, free ${mebibytes(freemem())} of ${mebibytes(totalmem())}`,
    `Up: program ${hours(process.uptime())}, system ${hours(uptime())}`,
  ]
}

function stateLines({
  settings,
  network,
  storage,
  update,
  peers,
  conversations,
  transfers,
  groups,
  about,
}: Snapshot): readonly string[] {
  const failed = transfers.filter(({ state }) => state === 'failed').map(({ reason }) => reason ?? 'other')
  const changed = Object.entries(settings).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(defaultSettings, key)),
  )
  return [
    `Network: ${JSON.stringify(network)}`,
    `Storage: ${JSON.stringify(storage)}`,
    `Updates: ${update.state}`,
    `People: ${peers.length}, ${counted(peers.map(({ presence }) => presence))}; ${counted(peers.map(({ dialect }) => dialect))}; ${counted(peers.map(({ trust }) => trust ?? 'plain'))}`,
    `Chats: ${conversations.length}, unread ${conversations.reduce((sum, { unread }) => sum + unread, 0)}; groups ${groups.length}`,
    `Transfers: ${transfers.length}, ${counted(transfers.map(({ state }) => state))}${failed.length === 0 ? '' : `; failed: ${counted(failed)}`}`,
    `Settings changed: ${changed.map(([key, value]) => (isTelling(value) ? `${key}=${value}` : key)).join(', ') || 'none'}`,
    `Policy: ${about.policy === undefined ? 'none' : `locks ${about.policy.locked.join(', ') || 'nothing'}; off ${about.policy.off.join(', ') || 'nothing'}${about.policy.problem === undefined ? '' : '; cannot be used'}`}`,
    `Can: ${about.capabilities.join(', ')}`,
  ]
}

/** Texts are the user's own words, or places: that they are set is enough. */
const isTelling = (value: unknown): boolean => typeof value === 'boolean' || typeof value === 'number'

const counted = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${word} ${all.length}`).join(', ') || 'none'

const mebibytes = (bytes: number): string => `${Math.round(bytes / MEBI)} MiB`
const hours = (seconds: number): string => `${(seconds / 3_600).toFixed(1)} h`

function* namesIn({ self, settings, peers, groups }: Snapshot): Iterable<string> {
  yield* [self.name, self.user, self.host, ...self.group.split(/[\\/＼／]/), self.absence ?? '', settings.signature]
  for (const { name, alias, nickname = '', user, host, group, signature = '' } of peers)
    yield* [name, alias, nickname, user, host, ...group.split(/[\\/＼／]/), signature]
  for (const { name } of groups) yield name
}

/** Of the file that is written to, and of the one before when it has just begun. */
async function logLines(folder: string): Promise<readonly string[]> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '')
  const [before, current] = await Promise.all([read('gezi.1.log'), read('gezi.log')])
  return `${before}${current}`
    .split('\n')
    .filter((line) => line !== '')
    .slice(-2_000)
}
