/**
 * Whether the user is there. Away by his own hand lasts until he takes it back, over restarts too; away because nobody touched the computer
 * ends with the first touch, and never takes the place of the other. Who starts the program is there, unless he had said that he is not.
 */
import { z } from 'zod'
import type { Store } from './ports.ts'
import type { Disk } from './storage.ts'

export interface Absence {
  readonly text: string
  readonly cause: 'manual' | 'idle'
}

export interface Status {
  readonly absence: Absence | undefined
  /** By the user's hand: away with a text, or back. */
  set(text: string | undefined): void
  /** Nobody touched the computer for long, or somebody does again. `text` is for those who write meanwhile; may be empty. */
  idle(isIdle: boolean, text: string): void
}

const ABSENCE = 'absence'
const Kept = z.object({ text: z.string().max(200) })

export function createStatus(store: Pick<Store, 'value' | 'saveValue'>, disk: Disk, changed: () => void): Status {
  let absence = kept(store.value(ABSENCE))

  const become = (next: Absence | undefined): void => {
    absence = next
    changed()
  }

  return {
    get absence() {
      return absence
    },
    set(text) {
      const next = text === undefined ? undefined : ({ text, cause: 'manual' } as const)
      // A disk that fails does not keep the user from being away now.
      disk.write(() => store.saveValue(ABSENCE, next === undefined ? '' : JSON.stringify({ text })))
      become(next)
    },
    idle(isIdle, text) {
      if (isIdle && absence === undefined) become({ text, cause: 'idle' })
      else if (!isIdle && absence?.cause === 'idle') become(undefined)
    },
  }
}

function kept(value: string | undefined): Absence | undefined {
  if (value === undefined || value === '') return undefined
  try {
    const { success, data } = Kept.safeParse(JSON.parse(value))
    return success ? { text: data.text, cause: 'manual' } : undefined
  } catch {
    return undefined
  }
}
