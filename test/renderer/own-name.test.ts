import { expect, test } from 'vitest'
import { proposedName } from '../../renderer/logic/own-name.ts'

test('the first run proposes the name of an account only where it is a person’s', () => {
  const accounts = [
    'zhangsan',
    '张三',
    'Administrator',
    'root',
    'PC',
    'user01',
    'Lenovo',
    '管理员',
    'test-2',
    '12',
    'Adminah',
  ]
  expect(accounts.map(proposedName)).toEqual(['zhangsan', '张三', '', '', '', '', '', '', '', '', 'Adminah'])
})
