/**
 * The policy file of this computer. It is never ignored: what cannot be read or understood leaves a problem that every view shows, and the
 * safest behaviour, until somebody mends the file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, posix, win32 } from 'node:path'
import { features, lockable, type Policy, PolicyFile } from '../../../shared/model/policy.ts'
import { expandReach } from '../../../shared/model/reach.ts'
import { safeName } from '../../../shared/model/safe-name.ts'
import { defaultSettings, type Settings, type SettingsPatch } from '../../../shared/model/settings.ts'
import { err, ok, type Result } from '../../../shared/result.ts'

/** Only administrators can write there, on a system that was set up with care (docs/administration.md). */
export function policyPath(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean = existsSync,
): string {
  switch (platform) {
    case 'win32': {
      // The environment is the user's own: it is asked only where nothing lies in the usual place, as with a system on another drive.
      const usual = win32.join('C:\\ProgramData', 'Gezi', 'policy.json')
      return exists(usual) || !env.ProgramData ? usual : win32.join(env.ProgramData, 'Gezi', 'policy.json')
    }
    case 'darwin':
      return posix.join('/Library/Application Support/Gezi', 'policy.json')
    default:
      return '/etc/gezi/policy.json'
  }
}

/** A few settings are a few hundred bytes. */
const MAX_SIZE = 256 * 1024

export interface PolicySource {
  /** The computer's own file. */
  readonly path: string
  /** Stands in where the computer has none: for trying one out, and for tests. It can never take the place of the computer's own. */
  readonly trial?: string | undefined
  /** Name of the user's account. */
  readonly account: string
}

/** Undefined where nobody decided anything. */
export function loadPolicy({ path, trial, account }: PolicySource): Policy | undefined {
  const own = read(path)
  const [from, text] = own === undefined && trial !== undefined ? [trial, read(trial)] : [path, own]
  if (text === undefined) return from === trial ? broken(from, 'there is no such file') : undefined
  const parsed = text.ok ? parse(text.value, account) : text
  return parsed.ok ? parsed.value : broken(from, parsed.error)
}

/** Undefined when there is no file. Whatever else keeps it from being read is a problem. */
function read(path: string): Result<string, string> | undefined {
  try {
    const bytes = readFileSync(path)
    if (bytes.length > MAX_SIZE) return err('it is too large')
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    return err(code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : messageOf(error))
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function parse(text: string, account: string): Result<Policy, string> {
  const json = parseJson(text)
  if (!json.ok) return json
  const parsed = PolicyFile.safeParse(json.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.join('.') ?? ''
    return err(`${place === '' ? '' : `${place}: `}${issue?.message ?? 'it does not fit'}`)
  }
  const { managedBy, nameFromAccount, settings, off } = parsed.data
  if (nameFromAccount && settings.name !== undefined) return err('settings.name: there is nameFromAccount as well')
  if (settings.name === '') return err('settings.name: it is empty')
  const { problems } = expandReach(settings.peers ?? [], settings.port ?? defaultSettings.port)
  const [entry] = problems
  if (entry !== undefined) return err(`settings.peers: ${entry[0]}: ${entry[1]}`)
  const downloads = settings.downloads === undefined ? undefined : placed(settings.downloads, account)
  if (downloads !== undefined && downloads !== '' && !isAbsolute(downloads))
    return err(`settings.downloads: ${downloads} is not a whole path`)

  const values: SettingsPatch = {
    ...settings,
    ...(nameFromAccount && { name: account.slice(0, MAX_NAME) }),
    ...(downloads !== undefined && { downloads }),
    // A rule for a single chat would go round that for all of them.
    ...(settings.retentionMonths !== undefined && { retentionByChat: {} }),
  }
  return ok({ managedBy, values, locked: keysOf(values), off })
}

/** As `Settings` has it. */
const MAX_NAME = 40

/** All that a policy can lock: the rules of single chats go with the one for all of them. */
const everything = [...lockable, 'retentionByChat'] as const

const keysOf = (values: SettingsPatch): (keyof Settings)[] => everything.filter((key) => values[key] !== undefined)

/** One file serves many computers: `{user}` and `{home}` are those of whoever sits there. */
const placed = (path: string, account: string): string =>
  path.replaceAll('{user}', () => safeName(account)).replaceAll('{home}', () => homedir())

function parseJson(text: string): Result<unknown, string> {
  try {
    // Editors of Windows put a mark at the beginning.
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    return err(messageOf(error))
  }
}

/**
 * Somebody meant to decide something, and nobody knows what: nothing that could have been decided changes, nothing comes by itself, and
 * what could have been switched off is. Messages still come and go.
 */
function broken(path: string, detail: string): Policy {
  return {
    managedBy: '',
    locked: [...everything],
    values: { autoAccept: { ...defaultSettings.autoAccept, peers: [] }, autoPictures: 0, updateSource: '' },
    off: [...features],
    problem: { path, detail },
  }
}
