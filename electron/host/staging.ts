/**
 * What the user gave to be sent, or chose as a folder to save in, by tokens: views never see a path and cannot name one. Tokens live as
 * long as the program; an offer that was made keeps its path in the store.
 */
import { randomBytes } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import type { DraftFile } from '../../shared/core/draft-store.ts'
import type { Staged } from '../../shared/core/file-port.ts'
import type { DraftItem, StagedItem } from '../../shared/model/transfer.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { errorCode } from './fs/failure.ts'
import { measureTree, TreeTooLarge } from './fs/tree-walk.ts'
import type { Pictures } from './pictures.ts'

export type StageProblem = 'file-not-found' | 'no-permission' | 'not-a-file' | 'not-a-folder' | 'too-large' | 'too-many'

export interface StageFailure {
  readonly code: StageProblem
  /** The path. */
  readonly detail: string
}

export interface Staging {
  /**
   * All or nothing. Links are followed here, and only here: the user named them himself. `known`: what is known better than the path
   * tells. `adopting`: what can go with a message as a picture is replaced by a copy of ours.
   */
  stage(
    paths: readonly string[],
    as: 'offer' | 'target',
    known?: { readonly name?: string | undefined; readonly spooled?: boolean; readonly adopting?: true },
  ): Promise<Result<StagedItem[], StageFailure>>
  add(item: Omit<Staged, 'token'>): StagedItem
  find(token: string): Staged | undefined
  /** A file or folder that was staged in an earlier run of the program, looked at anew. */
  restage(file: DraftFile): Promise<DraftItem>
}

/** Ten times as much as one offer can have; who staged more without sending has thought better of the first. */
const MAX_TOKENS = 10_000

const problems: ReadonlyMap<string, StageProblem> = new Map([
  ['ENOENT', 'file-not-found'],
  ['ENOTDIR', 'file-not-found'],
  ['ELOOP', 'file-not-found'],
  ['ENAMETOOLONG', 'file-not-found'],
  // A NUL in it.
  ['ERR_INVALID_ARG_VALUE', 'file-not-found'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
])

/** Keeps copies of no pictures. */
const NO_PICTURES: Pick<Pictures, 'adopt' | 'kept'> = { adopt: async () => undefined, kept: async () => undefined }

/** `forgotten` hears of items that were pushed out. */
export function createStaging(forgotten: (item: Staged) => void, pictures = NO_PICTURES): Staging {
  const items = new Map<string, Staged>()

  function add(item: Omit<Staged, 'token'>): StagedItem {
    const token = randomBytes(16).toString('hex')
    items.set(token, { ...item, token })
    const [oldest] = items.values()
    if (items.size > MAX_TOKENS && oldest !== undefined) {
      items.delete(oldest.token)
      forgotten(oldest)
    }
    const { name, kind, size, files, picture } = item
    return { token, name, kind, size, ...(files !== undefined && { files }), ...(picture !== undefined && { picture }) }
  }

  return {
    async stage(paths, as, known) {
      const found: Omit<Staged, 'token'>[] = []
      for (const path of paths) {
        const looked = await look(path, as)
        if (!looked.ok) return err({ code: looked.error, detail: path })
        const item = {
          ...looked.value,
          name: known?.name ?? looked.value.name,
          spooled: known?.spooled ?? looked.value.spooled,
        }
        const picture =
          known?.adopting === true && item.kind === 'file'
            ? await pictures.adopt(item.path, item.name, false)
            : undefined
        found.push(picture === undefined ? item : { ...item, ...picture, spooled: false })
      }
      return ok(found.map(add))
    },
    add,
    find: (token) => items.get(token),

    async restage({ path, name, kind, size, modified, files, spooled }) {
      const looked = await look(path, 'offer')
      const known = { name, kind, size, ...(files !== undefined && { files }) }
      if (!looked.ok || looked.value.kind !== kind)
        return { ...known, changed: false, problem: problemOf(looked.ok ? 'not-a-file' : looked.error) }
      const found = looked.value
      const changed = found.size !== size || (kind === 'file' ? found.modified !== modified : found.files !== files)
      const picture = await pictures.kept(path)
      return { ...add({ ...found, name, spooled, ...(picture !== undefined && { picture }) }), changed }
    },
  }
}

/** Of what was staged before, nothing is too much at once, and nothing is a folder to save in. */
const problemOf = (problem: StageProblem): NonNullable<DraftItem['problem']> =>
  problem === 'too-many' || problem === 'not-a-folder' ? 'not-a-file' : problem

async function look(given: string, as: 'offer' | 'target'): Promise<Result<Omit<Staged, 'token'>, StageProblem>> {
  // Relative to what? Only the caller knows, and should have said.
  if (!isAbsolute(given)) return err('file-not-found')
  try {
    const path = await realpath(given)
    const info = await stat(path)
    const common = { path, name: basename(given) || basename(path), modified: info.mtimeMs, spooled: false }
    if (as === 'target') {
      return info.isDirectory() ? ok({ ...common, kind: 'folder', size: 0, files: undefined }) : err('not-a-folder')
    }
    // The root of a disk has no name under which it could arrive.
    if (common.name === '') return err('not-a-file')
    if (info.isDirectory()) return ok({ ...common, kind: 'folder', ...(await measureTree(path)) })
    if (!info.isFile()) return err('not-a-file')
    return ok({ ...common, kind: 'file', size: info.size, files: undefined })
  } catch (error) {
    if (error instanceof TreeTooLarge) return err('too-large')
    const problem = problems.get(errorCode(error) ?? '')
    if (problem === undefined) throw error
    return err(problem)
  }
}
