/** What somebody who helps with this program has to know of it. */
import { z } from 'zod'
import { method, Nothing } from './method.ts'

export const programFolders = ['logs', 'crashes'] as const
export type ProgramFolder = (typeof programFolders)[number]

export const diagnosticsContract = {
  /** A page of plain text about program, system, network and the last errors, with names, addresses and paths masked. */
  diagnostics: method(Nothing, z.object({ text: z.string() }), []),
  /** Opens a folder of the program's own with the desktop's file manager. `not-here`: this host has no desktop, or it has no such folder. */
  showProgramFolder: method(z.object({ folder: z.enum(programFolders) }), Nothing, ['not-here']),
}

export const diagnosticsMethods = [
  'diagnostics',
  'showProgramFolder',
] as const satisfies readonly (keyof typeof diagnosticsContract)[]
export type DiagnosticsMethodName = (typeof diagnosticsMethods)[number]
