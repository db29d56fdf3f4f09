/** READMEs map behaviours to tests by their names: a test that was renamed or taken out must not stay in a table. Browser tests keep out of each other's way. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

/** Names of the tests of a file; what `test.each` fills in (`%s`, `$name`) stands for any word. */
function titlesOf(file: string): readonly RegExp[] {
  const titles = [
    ...read(file).matchAll(/\b(?:test|it)(?:\.(?:each|skipIf)\([^)]*\))?\(\s*(['"`])((?:(?!\1)[^\\]|\\.)+)\1/g),
  ]
  return titles.map(([, , title = '']) => {
    const literal = title.replace(/\\(.)/g, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return new RegExp(literal.replace(/%s|\\\$\w+/g, '\\S+'))
  })
}

/** Of `file.test.ts › name › another name; file.test.ts › name`: what no file has. */
const unknown = (where: string, folder: string): readonly string[] =>
  where.split(/(?=(?<![\w/-])[\w/-]+\.test\.ts › )/).flatMap((part) => {
    const [, file, names] = /^([\w/-]+\.test\.ts) › (.*)$/s.exec(part) ?? []
    // Reasons why a behaviour has no test here, and names of files of other folders.
    if (file === undefined || names === undefined) return []
    const [here = ''] = names.split('; unit: ')
    const left = titlesOf(`${folder}/${file}`).reduce(
      (text, title) => text.replace(title, ''),
      here.replaceAll('› ', ''),
    )
    return /^[;\s]*$/.test(left) ? [] : [`${file} › ${left}`]
  })

const rows = [...read('e2e/README.md').matchAll(/^\| (\+?\d+) +\| (.*?) +\| (.*?) +\|$/gm)].map(
  ([, number, behaviour, where = '']) => ({
    number,
    behaviour,
    where,
  }),
)

test('the table has each of the 42 behaviours once', () => {
  const numbers = rows.flatMap(({ number = '' }) => (number.startsWith('+') ? [] : Number(number)))
  expect(numbers).toEqual(Array.from({ length: 42 }, (_, index) => index + 1))
})

test.each(rows)('the tests named for behaviour $number ($behaviour) are there', ({ where }) => {
  expect(unknown(where, 'e2e')).toEqual([])
})

const linesOf = (file: string) =>
  [...read(file).matchAll(/^\| (?!-|behaviour|attack)(.*) \|$/gm)].map(([, line = '']) => {
    const [behaviour = '', ...cells] = line.split(' | ').map((cell) => cell.trim())
    return { behaviour, cells }
  })
const lines = [...linesOf('process/README.md'), ...linesOf('app/README.md')]

test('the tables of dialects, attacks and the desktop program have rows, and each names a test', () => {
  expect(lines.length).toBeGreaterThan(45)
  expect(lines.filter(({ cells }) => !cells.some((cell) => cell.includes('.test.ts › ')))).toEqual([])
})

test.each(lines)('the tests named for "$behaviour" are there', ({ cells }) => {
  expect(cells.flatMap((cell) => unknown(cell, '.'))).toEqual([])
})

/** Addresses that more than one file of a folder names: those run beside each other, each with hosts on port 2425. */
function shared(folder: string, address: RegExp, atLeast: number): readonly unknown[] {
  const owners = new Map<string, Set<string>>()
  for (const file of globSync(`${folder}/*.ts`, { cwd: import.meta.dirname }))
    for (const [found] of read(file).matchAll(address)) owners.set(found, (owners.get(found) ?? new Set()).add(file))
  expect(owners.size).toBeGreaterThan(atLeast)
  return [...owners].filter(([, files]) => files.size > 1)
}

test('no two browser tests have an address in common', () => {
  expect(shared('e2e', /(?<!`)127\.25(?:\.\d+){2}/g, 40)).toEqual([])
})

// Two of them can begin their addresses alike: those of a process follow its id.
test('no two tests of processes have an address in common', () => {
  expect(shared('process', /\bloopback\(\d+, \d+\)/g, 15)).toEqual([])
})
