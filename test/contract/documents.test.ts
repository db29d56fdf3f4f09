/**
 * The documents say all that there is, in both languages, and what they point to is there. Who adds a command, a policy key or a verdict of the
 * connection check adds its row to docs/ in both languages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../electron/cli/command.ts'
import { commands } from '../../electron/cli/table.ts'
import { causes } from '../../shared/model/doctor.ts'
import { features, lockable } from '../../shared/model/policy.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Words in code style, each by itself: `send PEER TEXT` is the word `send` as well. */
const words = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => [code, code.split(/[ =]/)[0] ?? '']))

const flags = [...read('electron/app/flags.ts').matchAll(/^ {6}'?([a-z-]+)'?: \{ type:/gm)].map(
  ([, name]) => `--${name}`,
)
const installer = [...new Set(read('build/package/installer.nsi').match(/SetErrorLevel \d/g))].map((line) =>
  line.slice(-1),
)

describe.each(['', '.zh-CN'])('docs/*%s.md', (language) => {
  const administration = read(`docs/administration${language}.md`)
  const said = words(administration)

  test('names every key of the policy and every feature that it switches off', () => {
    expect(
      [...lockable.map((key) => `settings.${key}`), 'managedBy', 'nameFromAccount', 'off', ...features].filter(
        (key) => !said.has(key),
      ),
    ).toEqual([])
    // And none that does not exist.
    const keys = [...said].filter((word) => word.startsWith('settings.')).map((word) => word.slice('settings.'.length))
    expect(keys.filter((key) => !lockable.some((each) => each === key))).toEqual([])
  })

  test('names every command, every switch, and what every exit code means', () => {
    expect([...commands.keys()].filter((name) => !said.has(name))).toEqual([])
    expect(flags).toContain('--hidden')
    expect(
      [...flags, '/S', '/PURGE', '/DOWNGRADE'].filter((flag) => ![...said].some((word) => word.includes(flag))),
    ).toEqual([])
    const [ofInstaller = '', ofCommands = ''] = administration
      .split(/^\| (?:exit code|退出码) .*$/m)
      .slice(1)
      .map((part) => part.split('\n\n')[0] ?? '')
    const codes = (table: string): readonly string[] =>
      [...table.matchAll(/^\| (\d+) +\| \S/gm)].map(([, code = '']) => code)
    expect(codes(ofCommands)).toEqual(Object.values(exitCodes).map(String))
    expect(codes(ofInstaller)).toEqual(['0', '1', ...installer.sort()])
  })

  test('has a row for every verdict of the connection check', () => {
    const told = words(read(`docs/troubleshooting${language}.md`))
    expect(causes.filter((cause) => !told.has(cause))).toEqual([])
  })

  test('an install page is for somebody who knows nothing: short, and without a word of ours', () => {
    const page = read(`docs/install${language}.md`)
    expect(page.length).toBeLessThan(3_500)
    expect(page).not.toMatch(/npm|Electron|UDP|policy\.json/)
  })
})

test('both languages have the same sections and the same rows', () => {
  for (const name of ['install', 'administration', 'troubleshooting', 'identity']) {
    const shape = (text: string): readonly number[] =>
      text.split(/^## /m).map((section) => (section.match(/^\|/gm) ?? []).length)
    expect(shape(read(`docs/${name}.zh-CN.md`)), name).toEqual(shape(read(`docs/${name}.md`)))
  }
})

test('every link of a document leads to a file and to a heading that are there', () => {
  const documents = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
  /** As GitHub makes them of headings. */
  const anchors = (path: string): readonly string[] =>
    [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
  const broken = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([link, file = '', anchor]) => {
      const target = file === '' ? path : join(dirname(path), file)
      if (!existsSync(join(root, target))) return [`${path}: ${link}`]
      return anchor === undefined || anchors(target).includes(anchor) ? [] : [`${path}: ${link}`]
    }),
  )
  expect(broken).toEqual([])
  const linked = read('README.md')
  for (const name of ['install', 'troubleshooting', 'administration'])
    for (const language of ['', '.zh-CN']) expect(linked).toContain(`(docs/${name}${language}.md)`)
})
