import { expect, test } from 'vitest'
import { externalTarget, smbAddress } from '../../electron/app/external.ts'

test('web and mail addresses leave the application as the system will read them', () => {
  expect(
    ['https://example.com/a b', 'HTTP://Example.COM', 'mailto:a@b.example'].map((text) => externalTarget(text)),
  ).toEqual([
    { kind: 'address', url: 'https://example.com/a%20b' },
    { kind: 'address', url: 'http://example.com/' },
    { kind: 'address', url: 'mailto:a@b.example' },
  ])
})

test('LAN folders open, and what may be a program is only shown in its folder', () => {
  expect(
    [
      String.raw`\\server\share`,
      String.raw`\\server.office\share`,
      String.raw`\\10.1.2.3\图纸\二〇二六年`,
      String.raw`\\server\v1.0`,
      String.raw`\\server\share\setup.exe`,
      String.raw`\\server\share\setup.exe.`,
      String.raw`\\server\share\v1.0`,
    ].map((text) => externalTarget(text)?.kind),
  ).toEqual(['folder', 'folder', 'folder', 'folder', 'item', 'item', 'item'])
})

test('no other scheme, no device, no stream, no climbing, nothing hidden and nothing endless leaves the application', () => {
  const refused = [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id PCWDiagnostic',
    'smb://server/share',
    'C:\\Windows\\system32\\calc.exe',
    'not an address',
    '',
    String.raw`\\?\C:\Windows`,
    String.raw`\\.\pipe\x`,
    String.raw`\\server@SSL\DavWWWRoot\x`,
    String.raw`\\server\share\..\..\x`,
    String.raw`\\server\share\a:b`,
    String.raw`\\server\share/x`,
    String.raw`\\server`,
    '\\\\server\\share\\exe\u202Etxt',
    '\\\\server\\share\\a\nb',
    `https://example.com/${'a'.repeat(2_048)}`,
  ]
  expect(refused.filter((text) => externalTarget(text) !== undefined)).toEqual([])
})

test('desktops without UNC paths get the same folder as an smb address', () => {
  expect(smbAddress(String.raw`\\server\my share\图纸`)).toBe('smb://server/my%20share/%E5%9B%BE%E7%BA%B8')
})
