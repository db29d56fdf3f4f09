/** The methods of the contract that only the host can answer: those that turn paths into tokens and back, and the desktop's. */
import { access, copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type ApiError,
  type Contract,
  contract,
  type HostMethodName,
  hostMethods,
  type MethodOutput,
} from '../../shared/api/contract.ts'
import { parseInput } from '../../shared/api/method.ts'
import type { DraftStore } from '../../shared/core/draft-store.ts'
import type { TransferRecord } from '../../shared/core/ports.ts'
import type { TransferDesk } from '../../shared/core/transfers/transfers.ts'
import type { Millis } from '../../shared/engine/io.ts'
import { isExecutableName, safeName } from '../../shared/model/safe-name.ts'
import type { StagedItem } from '../../shared/model/transfer.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Downloads } from './downloads.ts'
import { readPicture } from './pictures.ts'
import type { Staging } from './staging.ts'

/** The desktop, where there is one. All answer false when the system could not. */
export interface Desktop {
  /** Opens a document with its program. */
  open(path: string): Promise<boolean>
  /** Shows a file in its folder. */
  show(path: string): Promise<boolean>
  /** The mouse that drags in our window drags this file from now on. */
  drag(path: string): Promise<boolean>
}

export interface FileMethodParts {
  readonly staging: Staging
  readonly transfers: TransferDesk
  readonly drafts: Pick<DraftStore, 'draftFiles'>
  readonly transfersOf: (message: string) => readonly TransferRecord[]
  readonly desktop: Desktop | undefined
  readonly downloads: Downloads
  readonly now: () => Millis
}

type Outcome<M extends HostMethodName> = Promise<Result<MethodOutput<M>, ApiError<Contract[M]['errors'][number]>>>
type Methods = {
  readonly [M in HostMethodName]: (input: z.output<Contract[M]['input']>, isOwner: boolean) => Outcome<M>
}

/** The contract once more, indexed so that the compiler keeps a method and its input together. */
const inputs: { readonly [M in HostMethodName]: { readonly input: z.ZodType<z.output<Contract[M]['input']>> } } =
  contract

const isHostMethod = (name: string): name is HostMethodName => hostMethods.some((method) => method === name)

/** Undefined for methods that are not the host's. `isOwner`: whoever calls may name paths of this computer. */
export type FileMethods = (
  method: string,
  input: unknown,
  isOwner: boolean,
) => Promise<Result<unknown, ApiError>> | undefined

export function createFileMethods(parts: FileMethodParts): FileMethods {
  const methods = methodsOf(parts)
  const invoke = async <M extends HostMethodName>(
    method: M,
    input: unknown,
    isOwner: boolean,
  ): Promise<Result<unknown, ApiError>> => {
    const parsed = parseInput(inputs[method].input, input)
    return parsed.ok ? await methods[method](parsed.value, isOwner) : parsed
  }
  return (method, input, isOwner) => (isHostMethod(method) ? invoke(method, input, isOwner) : undefined)
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Where it is on this computer: of what is offered, the user's own file. */
export const placeOf = ({ direction, path, source }: TransferRecord): string | undefined =>
  direction === 'in' ? path : (source?.path ?? path)

function methodsOf({ staging, transfers, transfersOf, drafts, desktop, downloads, now }: FileMethodParts): Methods {
  /** What was received and is not there any more is known as missing from then on. */
  const isHere = async ({ id, direction }: TransferRecord, path: string): Promise<boolean> => {
    if (await exists(path)) return true
    if (direction === 'in') transfers.missing(now(), id)
    return false
  }

  return {
    async stagePaths({ paths, as }, isOwner) {
      if (!isOwner) return err({ code: 'not-allowed' })
      const staged = await (as === 'picture'
        ? staging.stage(paths, 'offer', { adopting: true })
        : staging.stage(paths, as))
      return staged.ok ? ok({ items: staged.value }) : staged
    },

    async savePicture({ message, index, to, saveAs }) {
      const target = staging.find(to)
      if (target === undefined) return err({ code: 'token-unknown' })
      if (target.kind !== 'folder') return err({ code: 'not-a-folder' })
      const record = transfers.find(`${message}.${index}`)
      const path = record && placeOf(record)
      if (path === undefined || (await readPicture(path)) === undefined) return err({ code: 'gone' })
      try {
        // The user's own dialog asked whether to replace what is there.
        await copyFile(path, join(target.path, safeName(saveAs)))
        return ok({})
      } catch (error) {
        return err({ code: 'storage-failed', detail: error instanceof Error ? error.message : '' })
      }
    },

    async openTransfer({ id, show }) {
      const record = transfers.find(id)
      if (record === undefined) return err({ code: 'transfer-not-found' })
      const path = placeOf(record)
      if (path === undefined || (record.direction === 'in' && record.state !== 'done'))
        return err({ code: 'not-finished' })
      // Whatever it was called when it came: what counts is what the system would run now.
      if (!show && record.kind !== 'folder' && isExecutableName(path)) return err({ code: 'executable' })
      if (desktop === undefined) return err({ code: 'not-here' })
      if (!(await isHere(record, path))) return err({ code: 'gone' })
      const done = show ? await desktop.show(path) : await desktop.open(path)
      return done ? ok({}) : err({ code: 'not-here' })
    },

    async dragTransfer({ id }, isOwner) {
      const record = transfers.find(id)
      if (record === undefined) return err({ code: 'transfer-not-found' })
      const path = placeOf(record)
      const isWhole = record.direction === 'in' ? record.state === 'done' : record.source?.spooled !== true
      if (path === undefined || !isWhole) return err({ code: 'not-finished' })
      // The command line has no mouse.
      if (desktop === undefined || isOwner) return err({ code: 'not-here' })
      if (!(await isHere(record, path))) return err({ code: 'gone' })
      return (await desktop.drag(path)) ? ok({}) : err({ code: 'not-here' })
    },

    async fetchTransfer({ id }) {
      const record = transfers.find(id)
      if (record === undefined) return err({ code: 'transfer-not-found' })
      const { direction, state, kind, path, name } = record
      if (direction !== 'in' || state !== 'done' || kind === 'folder' || path === undefined)
        return err({ code: 'not-finished' })
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile() !== true) {
        transfers.missing(now(), id)
        return err({ code: 'gone' })
      }
      return ok({ ticket: downloads.offer({ path, name: safeName(name), bytes: found.size, made: false }) })
    },

    async draftFiles({ conversation }) {
      return ok({ items: await Promise.all(drafts.draftFiles(conversation).map(staging.restage)) })
    },

    async stageAttachments({ message }) {
      const records = transfersOf(message)
      const items: StagedItem[] = []
      for (const record of records) {
        const path = placeOf(record)
        if (path === undefined || (record.direction === 'in' && record.state !== 'done')) continue
        const staged = await staging.stage([path], 'offer', {
          adopting: true,
          // A spooled copy is called by its number on disk.
          name: record.direction === 'in' ? undefined : record.name,
          spooled: record.source?.spooled ?? false,
        })
        if (staged.ok) items.push(...staged.value)
      }
      return ok({ items, missing: records.length - items.length })
    },

    async transferPaths({ ids }, isOwner) {
      if (!isOwner) return err({ code: 'not-allowed' })
      const paths = ids.flatMap((id) => {
        const record = transfers.find(id)
        const path = record?.path ?? record?.part ?? record?.source?.path
        return path === undefined ? [] : { id, path }
      })
      return ok({ paths })
    },
  }
}
