/** `node --import register.ts run.ts <application folder> …`: loads the main module that package.json names, as Electron does. */
import { resolve } from 'node:path'
import { PACKAGED, plainApp } from './app.ts'
import { boot } from './boot.ts'

const folder = resolve(process.argv[2] ?? '.')
// Electron's own argv: the program, the application's folder unless it is packed, the application's flags.
process.argv.splice(1, 2, ...(plainApp.isPackaged ? [] : [folder]))
process.argv = process.argv.filter((word) => word !== PACKAGED)
await boot(folder)
