/** The licences of what is bundled into the program, of which most ask to be told: Vite lists the packages of each bundle. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Beside each bundle; not packed. */
export const LICENSE_LIST = 'licenses.json'

const Entry = z.object({
  name: z.string(),
  version: z.string(),
  identifier: z.string().optional(),
  text: z.string().optional(),
})
type Entry = z.infer<typeof Entry>

/** What is in the program as data or as style, which no bundle names as a module of its own. */
const unnamed = ['better-sqlite3', 'emojibase-data', 'tailwindcss'] as const

async function installed(root: string, name: string): Promise<Entry> {
  const folder = join(root, 'node_modules', name)
  const { version, license } = z
    .object({ version: z.string(), license: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each))
  const text = file === undefined ? {} : { text: (await readFile(join(folder, file), 'utf8')).trim() }
  return { name, version, identifier: license, ...text }
}

/** One text of all packages in the bundles of these folders, by name. */
export async function licensesOf(root: string, folders: readonly string[]): Promise<string> {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      z.array(Entry).parse(JSON.parse(await readFile(join(root, 'dist', folder, LICENSE_LIST), 'utf8'))),
    ),
  )
  const all = [...lists.flat(), ...(await Promise.all(unnamed.map((name) => installed(root, name))))]
  const byName = new Map(all.map((entry) => [`${entry.name} ${entry.version}`, entry]))
  const texts = [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { identifier = '', text = '' }]) =>
      [`${title} (${identifier})`, text].filter((part) => part !== '').join('\n\n'),
    )
  const rule = `\n\n${'-'.repeat(80)}\n\n`
  return `Gezi contains parts of these packages, with thanks.${rule}${texts.join(rule)}\n`
}
