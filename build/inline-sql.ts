/**
 * Puts the store's migrations into the bundle: `readFileSync(new URL('./sql/001-base.sql', import.meta.url), 'utf8')` becomes the text itself,
 * so a bundle can lie anywhere (an asar, a single file) and the same source runs unbuilt.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

const READ = /readFileSync\(\s*new URL\(\s*'(\.\/sql\/[\w-]+\.sql)',\s*import\.meta\.url\s*\),\s*'utf8',?\s*\)/g
const MODULE = /[\\/]electron[\\/]host[\\/]store[\\/]sql\.ts$/

export const inlineSql = (): Plugin => ({
  name: 'gezi-inline-sql',
  enforce: 'pre',
  transform(code, id) {
    if (!MODULE.test(id)) return undefined
    const inlined = code.replace(READ, (_, file: string) => {
      const path = resolve(dirname(id), file)
      this.addWatchFile(path)
      return JSON.stringify(readFileSync(path, 'utf8'))
    })
    // A read in another form would look for a file that is not beside the bundle.
    if (/readFileSync\(/.test(inlined)) this.error('a migration is read in a form that can not be put into the bundle')
    return { code: inlined, map: null }
  },
})
