import { expect, test } from 'vitest'
import { commandWords } from '../../electron/app/command-line.ts'

const of = (line: string): string | undefined => commandWords(line === '' ? [] : line.split(' '))?.join(' ')

test('a word in front is a command, flags and what a desktop hands over start the application', () => {
  const lines = [
    'send Bob hi --wait 5',
    '-- send Bob --no-sandbox',
    'sned Bob',
    '--no-sandbox -- peers',
    '--help',
    '-- -h',
    '',
    '--hidden',
    '--data=/tmp/a send',
    '--',
    '/home/bob/a.txt',
    'file:///home/bob/a.txt',
    'C:\\a.txt',
    '.',
  ]
  expect(lines.map(of)).toEqual([
    'send Bob hi --wait 5',
    'send Bob --no-sandbox',
    'sned Bob',
    'peers',
    '--help',
    '-h',
    ...Array.from({ length: 8 }, () => undefined),
  ])
})
