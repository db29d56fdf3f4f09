import { describe, expect, it } from 'vitest'
import { parseFlags } from '../../electron/headless/flags.ts'

describe('the flags of headless', () => {
  it('have defaults for all but the data folder', () => {
    expect(parseFlags(['--data', 'here'], '/home/me')).toEqual({
      ok: true,
      value: { data: '/home/me/here', bind: '0.0.0.0', peers: [], ui: { address: '127.0.0.1', port: 0 } },
    })
  })

  it('are all understood', () => {
    const argv = [
      ...['--data', '/data', '--name', '爱丽丝', '--group', '研发部', '--bind', '127.0.0.2', '--port', '2426'],
      ...[
        '--peer',
        '127.0.0.3',
        '--peer=10.0.0.10-60',
        '--downloads',
        'Downloads',
        '--ui',
        '[::1]:8080',
        '--lang',
        'zh-CN',
      ],
    ]
    expect(parseFlags(argv, '/home/me')).toEqual({
      ok: true,
      value: {
        data: '/data',
        name: '爱丽丝',
        group: '研发部',
        bind: '127.0.0.2',
        port: 2426,
        peers: ['127.0.0.3', '10.0.0.10-60'],
        downloads: '/home/me/Downloads',
        ui: { address: '::1', port: 8080 },
        language: 'zh-CN',
      },
    })
  })

  it('switch the page off', () => {
    expect(parseFlags(['--data', '/data', '--ui', 'off'], '/')).toMatchObject({ ok: true, value: { ui: undefined } })
  })

  it.each([
    [[], '--data DIR is missing'],
    [['--data', ''], '--data DIR is missing'],
    [['--data', 'x', '--frob'], "Unknown option '--frob'"],
    [['--data', 'x', 'more'], "Unexpected argument 'more'"],
    [['--data', 'x', '--bind', 'localhost'], '--bind localhost is not an IPv4 address'],
    [['--data', 'x', '--port', '0'], '--port 0 is not a number from 1 to 65535'],
    [['--data', 'x', '--port', '2425x'], '--port 2425x is not a number from 1 to 65535'],
    [['--data', 'x', '--port', '65536'], '--port 65536 is not a number from 1 to 65535'],
    [['--data', 'x', '--peer', 'bob'], '--peer bob is not an address or range'],
    [['--data', 'x', '--peer', '8.8.8.8'], '--peer 8.8.8.8 is not in a private network'],
    [['--data', 'x', '--ui', '8080'], '--ui 8080 is neither HOST:PORT (with a numeric address) nor off'],
    [['--data', 'x', '--ui', 'a.example:1'], '--ui a.example:1 is neither HOST:PORT (with a numeric address) nor off'],
    [['--data', 'x', '--lang', 'fr'], '--lang fr is not one of zh-CN, zh-TW, ja, en'],
    [['--data', 'x', '--name', 'n'.repeat(41)], '--name is too long: at most 40 characters'],
  ])('%j are refused with one sentence', (argv, sentence) => {
    expect(parseFlags(argv, '/')).toEqual({ ok: false, error: sentence })
  })
})
