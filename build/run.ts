/** `npm run headless` and `npm run cli`: brings the bundles up to date and runs one of them in this same process. */
import { ensureBuilt } from './build.ts'

const bundles = { headless: '../dist/headless/main.js', cli: '../dist/cli/main.js' } as const
const name = process.argv[2]

if (name !== 'headless' && name !== 'cli') {
  console.error(`usage: node build/run.ts ${Object.keys(bundles).join('|')} …`)
  process.exit(2)
}
await ensureBuilt()
process.argv.splice(2, 1)
await import(bundles[name])
