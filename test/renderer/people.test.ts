import { describe, expect, it } from 'vitest'
import { avatarHue, avatarText } from '../../renderer/logic/avatar.ts'
import { filterPeople, groupPeople, peopleRows } from '../../renderer/logic/people.ts'
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

  it('groups by department, the nameless one last, the reachable people first', () => {
    const groups = groupPeople(people, collator)
    expect(groups.map((group) => [group.name, group.online, group.people.map((each) => each.name)])).toEqual([
      ['研发部', 2, ['甲', '乙', '丁']],
      ['Sales', 1, ['Zoe']],
      ['', 1, ['无']],
    ])
  })

  it('hides the people of a collapsed department but not its line', () => {
    const rows = peopleRows(groupPeople(people, collator), new Set(['研发部']))
    expect(rows.map((row) => (row.kind === 'group' ? `${row.group.name}:${row.collapsed}` : row.peer.name))).toEqual([
      '研发部:true',
      'Sales:false',
      'Zoe',
      ':false',
      '无',
    ])
  })

  it('finds people by any field, every word, whatever the case and width', () => {
    const crowd = [
      person('Bobby', { presence: 'offline' }),
      person('Ann', { host: 'BOB-PC' }),
      person('Bob', { group: 'Sales', address: '10.0.0.7' }),
    ]
    const found = (query: string): string[] => filterPeople(crowd, query, collator).map((each) => each.name)
    expect([found('bob'), found('ＢＯＢ sales'), found('10.0.0'), found('  '), found('nobody')]).toEqual([
      ['Bob', 'Ann', 'Bobby'],
      ['Bob'],
      ['Bob'],
      [],
      [],
    ])
  })
})
