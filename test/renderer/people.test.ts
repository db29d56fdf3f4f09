import { describe, expect, it } from 'vitest'
import { avatarHue, avatarText } from '../../renderer/logic/avatar.ts'
import {
  departmentPath,
  departmentRows,
  flatRows,
  listed,
  longSilent,
  type PeopleRow,
} from '../../renderer/logic/departments.ts'
import { filterPeople } from '../../renderer/logic/people.ts'
import type { Peer } from '../../shared/model/peer.ts'

const collator = new Intl.Collator('zh-CN', { numeric: true })

const person = (name: string, values: Partial<Peer> = {}): Peer => ({
  id: name,
  name,
  alias: '',
  group: '',
  user: `user-${name}`,
  host: 'PC',
  address: '192.168.1.2',
  port: 2425,
  client: '',
  dialect: 'script',
  presence: 'online',
  lastHeard: 0,
  ...values,
})

describe('avatars', () => {
  it('show the last character of a Chinese name and initials otherwise', () => {
    const names = ['张三', '鈴木 花子', 'Ana Kowalczyk', 'bob', '김민수', 'Jean-Paul van Dyck', '3 号打印机', '✳', ' ']
    expect(names.map(avatarText)).toEqual(['三', '子', 'AK', 'B', '수', 'JD', '机', '✳', '?'])
  })

  it('keep whole characters outside the basic plane', () => {
    expect(avatarText('王𠮷')).toBe('𠮷')
  })

  it('give one person one hue', () => {
    expect(avatarHue('a@b')).toBe(avatarHue('a@b'))
    expect(new Set(Array.from({ length: 200 }, (_, index) => avatarHue(`user${index}`))).size).toBe(10)
  })
})

describe('the list of people', () => {
  const people = [
    person('丁', { group: '研发部', presence: 'offline' }),
    person('乙', { group: '研发部', presence: 'away' }),
    person('Zoe', { group: 'Sales' }),
    person('甲', { group: '研发部' }),
    person('无', {}),
  ]

  const look = (rows: readonly PeopleRow[]): readonly string[] =>
    rows.map((row) =>
      row.kind === 'group'
        ? `${row.level} ${row.group.name || '-'} ${row.group.online}/${row.group.people.length}${row.folded ? ' folded' : ''}`
        : `${row.level} ${row.position}/${row.size} ${row.peer.name}`,
    )

  it('are grouped by department, the nameless one last, the reachable people first', () => {
    expect(look(departmentRows(people, collator, new Set(['Sales'])))).toEqual([
      '1 研发部 2/3',
      '2 1/3 甲',
      '2 2/3 乙',
      '2 3/3 丁',
      '1 Sales 1/1 folded',
      '1 - 1/1',
      '2 1/1 无',
    ])
  })

  it('make a tree of departments with a slash of any kind in their names, but not with a hyphen', () => {
    const tree = [
      person('a', { group: '总部/研发' }),
      person('b', { group: '总部＼研发／一组' }),
      person('c', { group: '总部', presence: 'offline' }),
      person('d', { group: ' / 总部 // 行政 ' }),
      person('e', { group: '华东-销售' }),
    ]
    expect(look(departmentRows(tree, collator, new Set(['总部/研发'])))).toEqual([
      '1 华东-销售 1/1',
      '2 1/1 e',
      '1 总部 3/4',
      '2 行政 1/1',
      '3 1/1 d',
      '2 研发 2/2 folded',
      '2 3/3 c',
    ])
    expect(departmentPath('a/b/c/d/e/f/g')).toEqual(['a', 'b', 'c', 'd', 'e/f/g'])
  })

  it('stand in one list by presence or by name where the user wants no departments', () => {
    expect(
      [flatRows(people, collator, 'presence'), flatRows(people, collator, 'name')].map((rows) =>
        rows.map(({ key }) => key),
      ),
    ).toEqual([
      ['甲', '无', '乙', 'Zoe', '丁'],
      ['丁', '甲', '无', '乙', 'Zoe'],
    ])
  })

  it('are gone for good only when the user keeps nothing of them', () => {
    const old = { presence: 'offline', lastHeard: 10 } as const
    const crowd = [
      person('gone', old),
      person('here', { lastHeard: 10 }),
      person('recent', { ...old, lastHeard: 100 }),
      person('named', { ...old, alias: 'x' }),
      person('noted', { ...old, note: 'x' }),
      person('blocked', { ...old, blocked: true }),
      person('pinned', old),
    ]
    expect(longSilent(crowd, 50, (id) => id === 'pinned').map(({ id }) => id)).toEqual(['gone'])
    expect(
      listed([person('a'), person('b', { forgotten: true }), person('c')], new Set(['c'])).map(({ id }) => id),
    ).toEqual(['a'])
  })

  it('finds people by any field, every word, whatever the case and width', () => {
    const crowd = [
      person('Bobby', { presence: 'offline' }),
      person('Ann', { host: 'BOB-PC' }),
      person('老张', { nickname: 'Zhang', note: 'third floor' }),
      person('Bob', { group: 'Sales', address: '10.0.0.7' }),
    ]
    const found = (query: string): string[] => filterPeople(crowd, query, collator).map((each) => each.name)
    expect([
      found('bob'),
      found('ＢＯＢ sales'),
      found('10.0.0'),
      found('  '),
      found('nobody'),
      found('zhang'),
      found('floor'),
    ]).toEqual([['Bob', 'Ann', 'Bobby'], ['Bob'], ['Bob'], [], [], ['老张'], ['老张']])
  })
})
