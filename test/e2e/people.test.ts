import { beforeAll, expect, test } from 'vitest'
import { peerAt } from '../process/gezi.ts'
import { heard, type Member, office, openPage, person, startMember } from './office.ts'

const ME = '127.25.0.140'
const [ZHANG, LI, ALICE] = ['127.25.0.141', '127.25.0.142', '127.25.0.143'] as const

office('first run and people', () => {
  let me: Member

  beforeAll(async () => {
    const others = [
      { address: ZHANG, name: '张三', group: '研发部' },
      { address: LI, name: '李四', group: '研发部' },
      { address: ALICE, name: 'Alice', group: 'Design' },
    ]
    ;[me] = await Promise.all([
      startMember({ address: ME, peers: [ZHANG, LI, ALICE] }),
      ...others.map((other) => startMember({ ...other, peers: [ME] })),
    ])
  })

  test('the first run asks for a name, shows a chosen language at once, and ends with Enter', async () => {
    const page = await openPage(me.url)
    const name = page.getByLabel('Your name')
    await name.fill(' ')
    await name.press('Enter')
    await page.getByText('Please enter a name.').waitFor()

    await page.getByRole('combobox', { name: 'Language' }).click()
    await page.getByRole('option', { name: '简体中文' }).click()
    await page.getByRole('heading', { name: '欢迎使用 Gezi' }).waitFor()
    await page.getByRole('combobox', { name: '语言' }).click()
    await page.getByRole('option', { name: 'English' }).click()

    await page.getByLabel('Your name').fill('王五')
    await page.getByLabel('Department').fill('市场部')
    await page.getByLabel('Department').press('Enter')
    await page.getByRole('button', { name: /王五.*Online/ }).waitFor()
    expect(await page.getByRole('heading', { name: 'Welcome to Gezi' }).count()).toBe(0)
  })

  test('people are listed by department, those who are there first, and found by name, department and address', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: 'People (3)' }).click()
    await expect
      .poll(() => heard(page.getByRole('tree'), 'treeitem'))
      .toEqual(['Design', 'Alice', '研发部', '张三', '李四'])

    const search = page.getByRole('searchbox', { name: 'Search people and messages' })
    const found: (readonly string[])[] = []
    for (const text of ['张', 'DESIGN', ALICE]) {
      await search.fill(text)
      await expect.poll(() => page.getByRole('option').count()).toBe(1)
      found.push(await heard(page.getByRole('listbox'), 'option'))
    }
    expect(found).toEqual([['张三'], ['Alice'], ['Alice']])
  })

  test('a group folds and unfolds by keyboard, and arrow keys leave the others alone', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: 'People (3)' }).click()
    const labels = () => heard(page.getByRole('tree'), 'treeitem')
    const design = person(page, 'Design')
    await design.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(labels).toEqual(['Design', '研发部', '张三', '李四'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator(':focus').textContent()).toMatch(/张三/)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await expect.poll(labels).toEqual(['Design', 'Alice', '研发部', '张三', '李四'])
  })

  test('who leaves is greyed with the time, and who comes back is there again', async () => {
    const page = await openPage(me.url)
    await page.getByRole('tab', { name: 'People (3)' }).click()
    const guest = await startMember({ address: '127.25.0.144', name: '佐藤', group: '営業部', peers: [ME] })
    await page.getByRole('tab', { name: 'People (4)' }).waitFor()
    await person(page, '佐藤', 'online').waitFor()
    await peerAt(guest.client, ME, 5_000)
    await guest.stop()
    await person(page, '佐藤', 'offline, last heard').waitFor()
    await page.getByRole('tab', { name: 'People (3)' }).waitFor()
    await startMember({ address: '127.25.0.144', data: guest.data, peers: [ME] })
    await person(page, '佐藤', 'online').waitFor()
  })
})
