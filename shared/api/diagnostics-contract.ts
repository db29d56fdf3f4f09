/** What somebody who helps with this program has to know of it. */
import { z } from 'zod'
import { method, Nothing } from './method.ts'

const ProgramFolder = z.enum(['logs', 'crashes'])
export type ProgramFolder = z.infer<typeof ProgramFolder>

export const diagnosticsContract = {
  /** A page of plain text about program, system, network and the last errors, with names, addresses and paths masked. */
  diagnostics: method(Nothing, z.object({ text: z.string() }), []),
  /** Opens a folder of the program's own with the desktop's file manager. `not-here`: this host has no desktop, or it has no such folder. */
  showProgramFolder: method(z.object({ folder: ProgramFolder }), Nothing, ['not-here']),
}

export type DiagnosticsMethodName = keyof typeof diagnosticsContract
