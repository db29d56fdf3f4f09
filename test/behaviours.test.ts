/** test/e2e/README.md maps behaviours to tests by their names: a test that was renamed or taken out must not stay in the table. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string): string => readFileSync(new URL(`./e2e/${file}`, import.meta.url), 'utf8')

/** Names of the tests of a file; what `test.each` fills in (`%s`, `$name`) stands for any word. */
function titlesOf(file: string): readonly RegExp[] {
  const titles = [...read(file).matchAll(/\btest(?:\.(?:each|skipIf)\([^)]*\))?\(\s*(['"`])((?:(?!\1)[^\\]|\\.)+)\1/g)]
  return titles.map(([, , title = '']) => {
    const literal = title.replace(/\\(.)/g, '$1').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return new RegExp(literal.replace(/%s|\\\$\w+/g, '\\S+'))
  })
}

const rows = [...read('README.md').matchAll(/^\| (\+?\d+) +\| (.*?) +\| (.*?) +\|$/gm)].map(
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
  const unknown = where.split(/(?=\b[\w-]+\.test\.ts › )/).flatMap((part) => {
    const [, file, names] = /^([\w-]+\.test\.ts) › (.*)$/s.exec(part) ?? []
    // Reasons why a behaviour has no test here, and names of files of other folders.
    if (file === undefined || names === undefined) return []
    const [here = ''] = names.split('; unit: ')
    const left = titlesOf(file).reduce((text, title) => text.replace(title, ''), here.replaceAll('› ', ''))
    return /^[;\s]*$/.test(left) ? [] : [`${file} › ${left}`]
  })
  expect(unknown).toEqual([])
})
