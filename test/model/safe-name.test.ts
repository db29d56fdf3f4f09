import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collisionKey, freeName, isExecutableName, safeName } from '../../shared/model/safe-name.ts'

describe('a name that a peer chose', () => {
  const cases: readonly (readonly [given: string, kept: string, why: string])[] = [
    ['报告 2026.docx', '报告 2026.docx', 'an ordinary name stays'],
    ['.gitignore', '.gitignore', 'a hidden file stays'],
    ['..', 'file', 'the parent folder is no name'],
    ['.', 'file', 'the folder itself is no name'],
    ['', 'file', 'nothing'],
    ['   ', 'file', 'blanks'],
    ['../../etc/passwd', '.._.._etc_passwd', 'a relative path becomes one name'],
    ['/etc/passwd', '_etc_passwd', 'an absolute path'],
    ['C:\\Windows\\x.dll', 'C__Windows_x.dll', 'a drive'],
    ['C:', 'C_', 'a bare drive'],
    ['\\\\server\\share\\a', '__server_share_a', 'a UNC path'],
    ['\\\\?\\C:\\a', '____C__a', 'a device path'],
    ['a.txt:evil.exe', 'a.txt_evil.exe', 'an alternate data stream'],
    ['a.txt::$DATA', 'a.txt__$DATA', 'the default stream'],
    ['CON', '_CON', 'a device'],
    ['nul.txt', '_nul.txt', 'a device with an extension'],
    ['COM1.tar.gz', '_COM1.tar.gz', 'a device with two extensions'],
    ['com¹', '_com¹', 'a superscript device'],
    ['aux .txt', '_aux .txt', 'a device before a blank'],
    ['console.txt', 'console.txt', 'a name that only begins like a device'],
    ['evil.exe.', 'evil.exe', 'a trailing dot'],
    ['evil.exe . .', 'evil.exe', 'trailing dots and blanks'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe', 'a right-to-left override'],
    ['a\u2066b\u2069.txt', 'ab.txt', 'isolates'],
    ['a\u0000b\u0007\u001b[31m.txt', 'ab[31m.txt', 'control characters'],
    ['a\u2028b\u0085.txt', 'ab.txt', 'line separators'],
    ['zero\u200bwidth\ufeff.txt', 'zerowidth.txt', 'zero-width characters'],
    ['👨\u200d👩\u200d👧.png', '👨\u200d👩\u200d👧.png', 'joined emoji stay whole'],
    ['lone\ud800.txt', 'lone.txt', 'a lone surrogate'],
    ['e\u0301.txt', 'é.txt', 'decomposed letters are composed'],
    ['what?*<>|".txt', 'what______.txt', 'characters that Windows refuses'],
  ]
  test.each(cases)('%j becomes %j: %s', (given, kept) => {
    expect(safeName(given)).toBe(kept)
  })

  test('is cut to what every file system takes, and keeps its extension', () => {
    const cutName = safeName(`${'设'.repeat(400)}.docx`)
    expect([
      cutName.endsWith('.docx'),
      new TextEncoder().encode(cutName).length <= 220,
      cutName.includes('\ufffd'),
    ]).toEqual([true, true, false])
  })

  test('whatever it was, is one harmless component, and stays the same when made safe again', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(
            '..',
            '/',
            '\\',
            ':',
            'CON',
            'nul',
            '.',
            ' ',
            '\u202e',
            '\u0000',
            'a',
            '设',
            'com1',
            '\ud800',
            '$',
            '🎉',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(hostile, (given) => {
        const name = safeName(given)
        return (
          name.length > 0 &&
          name.length <= 255 &&
          new TextEncoder().encode(name).length <= 255 &&
          !/[/\\:\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name) &&
          !/^(\.|\.\.)$/.test(name) &&
          !/[. ]$/.test(name) &&
          !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) &&
          name.isWellFormed() &&
          safeName(name) === name
        )
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('names in one folder', () => {
  test('that differ only in case or composition collide', () => {
    const keys = ['Straße.txt', 'STRASSE.TXT', 'strasse.txt'].map(collisionKey)
    expect([new Set(keys).size, collisionKey('É') === collisionKey('e\u0301')]).toEqual([1, true])
  })

  test('are numbered until one is free', () => {
    const taken = new Set(['a.txt', 'a (2).txt', 'folder', 'x.tar.gz'])
    expect(
      ['a.txt', 'folder', 'x.tar.gz', 'b'].map((name) => freeName(name, (candidate) => taken.has(candidate))),
    ).toEqual(['a (3).txt', 'folder (2)', 'x.tar (2).gz', 'b'])
  })
})

test('endings that run when opened are known', () => {
  expect(['a.exe', 'a.PDF.scr', 'a.lnk', 'a.pdf', 'exe', 'run.sh'].map(isExecutableName)).toEqual([
    true,
    true,
    true,
    false,
    false,
    true,
  ])
})

test('a name of nothing but blanks and dots before its last letter is made safe in time that grows with its length', () => {
  const began = performance.now()
  expect(safeName(`a${' .'.repeat(60_000)}x`).length).toBeLessThanOrEqual(220)
  // Looked at from each of its dots it would be minutes.
  expect(performance.now() - began).toBeLessThan(10_000)
})
