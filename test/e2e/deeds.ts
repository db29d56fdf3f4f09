/**
 * What each menu, popover and dialog of views.ts is for, done by keyboard alone: from the composer of the chat of scene.ts to the outcome,
 * and back to the composer. What leaves traces takes them away again, or comes last.
 */
import { expect } from 'vitest'
import type { Hand } from './hand.ts'
import { chat, person } from './office.ts'
import { halves } from './png.ts'

export interface Deed {
  /** The views whose action it is. */
  readonly of: readonly string[]
  readonly act: (hand: Hand) => Promise<void>
}

const deed = (of: string, act: Deed['act']): Deed => ({ of: of.split(' '), act })

const composerOf = ({ page }: Hand, name = '张三') => page.getByRole('textbox', { name: `Message to ${name}` })
const dialogOf = ({ page }: Hand) => page.getByRole('dialog')

/** The menu at the end of the chat's upper edge: back from the composer, past the messages. */
const chatMenu = ({ push, t }: Hand): Promise<void> => push(t('chat.more'), 'back')
const myMenu = ({ push }: Hand): Promise<void> => push(/^Your menu:/)
/** Of the last own message. */
const ownMenu = async ({ press, page }: Hand): Promise<void> => {
  await press('ArrowUp')
  await page.locator('[data-message]:focus').waitFor()
  await press('Shift+F10')
}
const receivedMenu = async ({ press, page }: Hand): Promise<void> => {
  await press('ArrowUp')
  await page.locator('[data-message]:focus').waitFor()
  for (let row = 0; row < 8; row += 1) {
    if ((await page.locator('[data-message]:focus:not([data-own])').filter({ hasText: 'intranet' }).count()) > 0) break
    await press('ArrowUp')
  }
  await press('Shift+F10')
}
const rowMenu = async ({ goTo, press }: Hand, name: RegExp): Promise<void> => {
  await goTo(name)
  await press('Shift+F10')
}
const peopleTab = async ({ goTo, press, page }: Hand): Promise<void> => {
  await goTo(/^Chats/)
  await press('ArrowRight', 'Enter')
  await page.getByRole('tree').waitFor()
}
const chatsTab = async ({ goTo, press, page }: Hand): Promise<void> => {
  await goTo(/^People \(/, 'back')
  await press('ArrowLeft', 'Enter')
  await page.getByRole('listbox', { name: 'Chats' }).waitFor()
}
/** In the tree the keyboard is on the person whose chat is open. */
const personMenu = async (hand: Hand): Promise<void> => {
  await peopleTab(hand)
  await rowMenu(hand, /^张三/)
}
/** The chat in which the deeds begin. */
export const begin = async ({ press, type, sees, page }: Hand): Promise<void> => {
  await press('Control+k')
  await type('张三')
  await sees(page.locator('[data-results] [role=option]').first())
  await press('Enter')
  // It may have been open before: then its field is there at once, and the keyboard still in the search.
  await sees(page.locator('textarea[aria-label="Message to 张三"]:focus'))
}
export const backToComposer = async (hand: Hand): Promise<void> => {
  if ((await hand.page.getByRole('tree').count()) > 0) await chatsTab(hand)
  for (let layer = 0; layer < 4; layer += 1) await hand.press('Escape')
  const field = hand.page.locator('[data-pane=composer] textarea')
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
}
/** By its name, as `begin`. */
const openChat = async (hand: Hand, name: string): Promise<void> => {
  await hand.press('Control+k')
  await hand.type(name)
  await hand.sees(hand.page.locator('[data-results] [role=option]').filter({ hasText: name }).first())
  await hand.press('Enter')
  await hand.page
    .getByRole('heading', { name: new RegExp(`^${name}`) })
    .first()
    .waitFor()
}
const openSettings = async (hand: Hand, page: string): Promise<void> => {
  await hand.press('Control+,')
  await dialogOf(hand).waitFor()
  await hand.goTo('Profile')
  for (let step = 0; step < 12; step += 1) {
    if ((await hand.page.getByRole('tab', { name: page, exact: true, selected: true }).count()) > 0) return
    await hand.press('ArrowDown')
  }
}

const inTheChat: readonly Deed[] = [
  deed('chat-menu', async (hand) => {
    await chatMenu(hand)
    await hand.choose('Pin chat')
    await hand.sees(hand.page.getByRole('option', { name: /张三.*pinned/ }))
  }),
  deed('mute-menu', async (hand) => {
    await chatMenu(hand)
    await hand.choose('Mute', 'For 1 hour')
    await hand.sees(hand.page.getByRole('option', { name: /张三.*Muted/ }))
  }),
  deed('starred', async (hand) => {
    await chatMenu(hand)
    await hand.choose('Starred messages')
    await hand.push(/^张三.*图纸发你了/)
    await hand.sees(hand.page.locator('[data-message]').filter({ hasText: '图纸发你了' }))
  }),
  deed('readable', async (hand) => {
    await hand.push('Encrypted for 张三', 'back')
    await hand.push('Compare keys…')
    await hand.sees('Keys of 张三')
  }),
  deed('details details-files details-links', async (hand) => {
    await hand.push('Details', 'back')
    await hand.goTo('Media')
    await hand.press('ArrowRight')
    await hand.sees(hand.page.getByRole('tabpanel').getByText(/\.dwg/).first())
    await hand.press('ArrowRight')
    await hand.push(/^example\.com/)
    await hand.sees(hand.page.locator('[data-message]').filter({ hasText: 'example.com' }))
  }),
  deed('details-menu alias', async (hand) => {
    await hand.push('Details', 'back')
    await hand.push('More about 张三')
    await hand.choose('Give an alias…')
    await hand.goTo('Alias')
    await hand.type('老张')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('heading', { name: /^老张/ }))
    await chatMenu(hand)
    await hand.choose('Change alias…')
    await hand.goTo('Alias')
    await hand.press('Control+a', 'Delete', 'Enter')
    await hand.sees(hand.page.getByRole('heading', { name: /^张三/ }).first())
  }),
  deed('search-in-chat search-in-chat-found', async (hand) => {
    await hand.press('Control+f')
    await hand.type('图纸')
    await hand.sees('1 message')
    await hand.press('Enter')
    await hand.sees('1 of 1')
  }),
  deed('transfers transfers-of-chat', async (hand) => {
    await hand.push('Files of this chat', 'back')
    await hand.push('Incoming')
    await hand.push(/^Decline: .*\.dwg/)
    await hand.sees('You declined it')
  }),
  deed('calendar', async (hand) => {
    await hand.press('Control+g')
    await hand.page.getByRole('grid').waitFor()
    await hand.page.locator('[role=grid] [tabindex="0"]:not([aria-disabled=true]):focus').waitFor()
    await hand.press('Enter')
    await hand.page.getByRole('grid').waitFor({ state: 'detached' })
  }),
  deed('link', async (hand) => {
    await receivedMenu(hand)
    await hand.press('Escape')
    await hand.push(/^https:\/\/intranet/)
    await hand.sees('Goes to intranet.example')
    await hand.push('Copy address')
    await hand.sees('Copied')
  }),
  deed('lightbox', async (hand) => {
    await hand.push(/二楼平面图/, 'back')
    await hand.press('+')
    const zoom = dialogOf(hand).getByRole('button', { name: /full size or fit/ })
    await expect.poll(() => zoom.textContent()).not.toBe('100%')
    await hand.push('Show in the chat')
    await hand.sees(hand.page.locator('main [data-picture]').first())
  }),
]

const withMessages: readonly Deed[] = [
  deed('message-menu message-details', async (hand) => {
    await ownMenu(hand)
    await hand.choose('Details')
    await dialogOf(hand).getByText('Packet number').waitFor()
    await hand.push('Copy details')
    await hand.sees('Copied')
  }),
  deed('received-menu received-details', async (hand) => {
    await receivedMenu(hand)
    await hand.choose('Details')
    await dialogOf(hand).getByText('Packet number').waitFor()
    await hand.push('Close')
  }),
  deed('reply', async (hand) => {
    await receivedMenu(hand)
    await hand.choose('Reply')
    await hand.type('好的')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You: .*好的/ }))
  }),
  deed('selection', async (hand) => {
    await ownMenu(hand)
    await hand.choose('Select')
    await hand.sees('1 selected')
    await hand.push('Star selected messages')
    await hand.press('Escape')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You: .*starred/ }))
  }),
  deed('forward', async (hand) => {
    await ownMenu(hand)
    await hand.choose('Forward…')
    await hand.goTo('Forward to')
    await hand.type('Alice')
    await hand.press('Enter')
    await hand.push(/^Forward to 1 person/)
    await hand.sees('Forwarded to 1 person')
  }),
]

const composing: readonly Deed[] = [
  deed('attachments picture-editor', async (hand) => {
    const [chooser] = await Promise.all([hand.page.waitForEvent('filechooser'), hand.press('Control+o')])
    await chooser.setFiles({ name: 'x.png', mimeType: 'image/png', buffer: halves(200, 120, 0xaa3333, 0x3333aa) })
    const strip = hand.page.getByRole('region', { name: 'Attachments of your next message' })
    await strip.waitFor()
    await hand.push('Draw on x.png', 'back')
    await hand.push('Box')
    await hand.push('Done')
    await dialogOf(hand).waitFor({ state: 'detached' })
    await hand.goTo('Remove x.png', 'back')
    await hand.press('Delete')
    await strip.waitFor({ state: 'detached' })
  }),
  deed('too-long', async (hand) => {
    await hand.page.keyboard.insertText('很长的一段话。'.repeat(4_000))
    await hand.goTo('Send as a text file')
    await hand.goTo('Message to 张三', 'back')
    await hand.press('Control+a', 'Delete')
  }),
  deed('emoji emoji-searched', async (hand) => {
    await hand.press('Control+Shift+J')
    await hand.page.getByRole('searchbox', { name: 'Search emoji' }).waitFor()
    await hand.type('thumbs')
    await hand.press('ArrowDown', 'Enter')
    await expect.poll(() => composerOf(hand).inputValue()).not.toBe('')
    await hand.press('Control+a', 'Delete')
  }),
  deed('emoji-tones', async (hand) => {
    await hand.press('Control+Shift+J')
    await hand.push(/^Skin tone/)
    await hand.choose('Dark')
    await hand.goTo('Skin tone: Dark')
  }),
  deed('send-menu', async (hand) => {
    await hand.type('封好的话')
    await hand.push('Sealed or locked…')
    await hand.choose('Send sealed: you see when it is opened')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You: 封好的话/ }))
  }),
  deed('presets', async (hand) => {
    await hand.push('Quick phrases', 'back')
    await hand.choose('收到，谢谢')
    await expect.poll(() => composerOf(hand).inputValue()).toBe('收到，谢谢')
    await hand.press('Control+a', 'Delete')
  }),
  deed('preset-completion', async (hand) => {
    await hand.type('/')
    await hand.page.getByRole('listbox', { name: 'Quick phrases that fit' }).waitFor()
    await hand.press('ArrowDown', 'Enter')
    await expect.poll(() => composerOf(hand).inputValue()).toBe('稍等，我看一下')
    await hand.press('Control+a', 'Delete')
  }),
  deed('recipients recipients-chosen recipients-sent', async (hand) => {
    await hand.press('Control+n')
    await dialogOf(hand).waitFor()
    await hand.type('Alice')
    await hand.press('Enter')
    await hand.goTo('Message')
    await hand.type('周五下午开会')
    await hand.press('Enter')
    await hand.sees('1 of 1 delivered')
    await hand.push('Done')
  }),
]

const inTheSidebar: readonly Deed[] = [
  deed('me-menu', async (hand) => {
    await myMenu(hand)
    await hand.choose('In a meeting')
    await hand.sees(hand.page.getByRole('button', { name: /Away: In a meeting/ }))
    await myMenu(hand)
    await hand.choose('Online')
    await hand.sees(hand.page.getByRole('button', { name: /王五.*Online/ }))
  }),
  deed('quiet-menu quiet', async (hand) => {
    await myMenu(hand)
    await hand.choose('Do not disturb', 'For 1 hour')
    await hand.push('Turn off')
  }),
  deed('absence', async (hand) => {
    await myMenu(hand)
    await hand.choose('Away…')
    await hand.goTo('Text')
    await hand.press('Control+a')
    await hand.type('在工厂')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('button', { name: /Away: 在工厂/ }))
    await myMenu(hand)
    await hand.choose('Online')
  }),
  deed('search search-filtered search-filters search-nothing', async (hand) => {
    await hand.press('Control+k')
    await hand.type('图纸')
    await hand.push('Filter the search')
    await hand.push('Image')
    await hand.press('Escape')
    await hand.push(/^Remove Has: Image/)
    await hand.sees(hand.page.locator('[data-results] [role=option]').filter({ hasText: '张三' }).first())
    await hand.press('ArrowDown')
    await hand.sees(hand.page.locator('[role=option]:focus'))
    await hand.press('Control+k', 'Escape')
  }),
  deed('add-address', async (hand) => {
    await hand.push('Add by address…')
    await hand.goTo('Address or range')
    await hand.type('127.25.0.149')
    await hand.press('Enter')
    await hand.sees('Nobody answered at 127.25.0.149 yet.')
  }),
  deed('people person-menu', async (hand) => {
    await personMenu(hand)
    await hand.choose('Copy address')
    await hand.sees('Address copied')
  }),
  deed('department-menu', async (hand) => {
    await peopleTab(hand)
    await rowMenu(hand, /^张三/)
    await hand.press('Escape')
    await hand.page.getByRole('menu').waitFor({ state: 'detached' })
    await hand.sees(hand.page.locator('[role=tree]:focus-within'))
    await hand.press('ArrowLeft', 'Shift+F10')
    await hand.choose('Fold all departments')
    await expect.poll(() => hand.page.getByRole('treeitem', { expanded: true }).count()).toBe(0)
    await hand.press('Shift+F10')
    await hand.choose('Unfold all departments')
    await hand.sees(person(hand.page, '张三'))
  }),
  deed('note', async (hand) => {
    await personMenu(hand)
    await hand.choose('Note…')
    await hand.goTo('Private note')
    await hand.type('三楼靠窗')
    await hand.push('Save')
    await dialogOf(hand).waitFor({ state: 'detached' })
  }),
  deed('picture', async (hand) => {
    await personMenu(hand)
    await hand.choose('Picture…')
    await hand.push('Picture 4')
    await hand.sees(dialogOf(hand).locator('[aria-pressed=true]').first())
    await hand.push('Done')
  }),
  deed('export', async (hand) => {
    await rowMenu(hand, /^张三/)
    await hand.choose('Export chat…')
    const [download] = await Promise.all([hand.page.waitForEvent('download'), hand.push('Export')])
    expect(download.suggestedFilename()).toMatch(/\.html$/)
    await hand.push('Close')
  }),
  deed('chat-row-menu clear-history', async (hand) => {
    await rowMenu(hand, /^张三/)
    await hand.choose('Clear history…')
    await hand.push('Delete')
    await hand.push('Undo')
    await hand.sees(hand.page.locator('[data-message]').first())
  }),
  deed('delete-chat', async (hand) => {
    await rowMenu(hand, /^张三/)
    await hand.choose('Delete chat…')
    await hand.push('Delete')
    await hand.push('Undo')
    await hand.sees(chat(hand.page, '张三'))
    await hand.press('Control+k')
    await hand.type('张三')
    await hand.sees(hand.page.locator('[data-results] [role=option]').first())
    await hand.press('Enter')
  }),
  deed('shortcuts', async (hand) => {
    await hand.press('Control+/')
    await hand.sees(dialogOf(hand).getByText('Switch to a person or chat'))
  }),
]

const inTheSettings: readonly Deed[] = [
  deed('settings-identity', async (hand) => {
    await openSettings(hand, 'Profile')
    await hand.goTo('Signature')
    await hand.type('天道酬勤')
    await hand.press('Enter')
  }),
  deed('my-picture', async (hand) => {
    await openSettings(hand, 'Profile')
    await hand.push('My picture')
    await hand.push('Picture 2')
    await hand.push('Done')
    await hand.sees(hand.page.locator('svg.lucide-cat').first())
  }),
  deed('settings-people forget-old', async (hand) => {
    await openSettings(hand, 'People')
    await hand.push('Forget people who are long gone…')
    await hand.sees('0 people would be forgotten.')
    await hand.push('Cancel')
  }),
  deed('settings-appearance', async (hand) => {
    await openSettings(hand, 'Appearance')
    await hand.goTo('Theme')
    await hand.press('Enter')
    await hand.page.getByRole('listbox').waitFor()
    await hand.press('ArrowDown', 'ArrowDown', 'Enter')
    await hand.sees(hand.page.locator('html[data-theme=dark]'))
    await hand.press('Enter')
    await hand.page.getByRole('listbox').waitFor()
    await hand.press('Home', 'Enter')
  }),
  deed('settings-chats', async (hand) => {
    await openSettings(hand, 'Chats')
    await hand.goTo('Show colleagues when I am typing')
    await hand.press('Space')
    await hand.sees(dialogOf(hand).getByRole('switch', { name: /typing/, checked: false }))
    await hand.press('Space')
  }),
  deed('settings-presets', async (hand) => {
    await openSettings(hand, 'Quick phrases')
    await hand.goTo('New phrase')
    await hand.type('马上到')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('button', { name: 'Remove 马上到' }))
    await hand.push('Remove 马上到')
  }),
  deed('settings-notifications', async (hand) => {
    await openSettings(hand, 'Notifications')
    await hand.goTo('When a transfer is over')
    await hand.press('Space')
    await hand.sees(dialogOf(hand).getByRole('switch', { name: /transfer is over/, checked: false }))
    await hand.press('Space')
  }),
  deed('settings-files', async (hand) => {
    await openSettings(hand, 'Files')
    await hand.goTo('A folder for each person')
    await hand.press('Space')
    await hand.sees(dialogOf(hand).getByRole('switch', { name: /folder for each/, checked: true }))
    await hand.press('Space')
  }),
  deed('settings-storage', async (hand) => {
    await openSettings(hand, 'Storage')
    const [download] = await Promise.all([hand.page.waitForEvent('download'), hand.push('Export everything…')])
    expect(download.suggestedFilename()).toMatch(/\.html$/)
  }),
  deed('doctor', async (hand) => {
    await openSettings(hand, 'Network')
    await hand.push('Check the connection')
    await hand.sees(hand.page.getByRole('button', { name: 'Copy report' }))
    await hand.push('Copy report')
    await hand.sees('Copied')
  }),
  deed('console-off console console-send console-echo', async (hand) => {
    await openSettings(hand, 'Network')
    await hand.push('Packet console…')
    await hand.push('Switch on')
    await hand.goTo('Packets')
    await hand.press('ArrowRight')
    await hand.goTo('Address and port')
    // Nobody listens there.
    await hand.type('127.25.83.250:9')
    await hand.goTo('Text')
    await hand.type('hello')
    await hand.push('Send')
    await hand.sees(hand.page.getByText(/It failed: ECONNREFUSED/))
    await hand.goTo('Close')
    await hand.press('Tab', 'ArrowRight')
    await hand.goTo('Port')
    await hand.press('Enter')
    await hand.push('Stop UDP 7007')
    await hand.page.locator('[data-echo]').waitFor({ state: 'detached' })
  }),
  deed('lock-password', async (hand) => {
    await openSettings(hand, 'Chats')
    await hand.push('Change the password…')
    for (const [label, password] of [
      ['Present password', '芝麻'],
      ['New password', '开门'],
      ['New password again', '开门'],
    ] as const) {
      await hand.goTo(label)
      await hand.page.keyboard.insertText(password)
    }
    await hand.press('Enter')
    await hand.sees('Locked messages ask for this password from now on.')
  }),
  deed('storage-delete', async (hand) => {
    await openSettings(hand, 'Storage')
    await hand.push('Delete history… with Alice')
    await hand.sees(hand.page.getByRole('alertdialog'))
    await hand.push('Cancel')
    await hand.page.getByRole('alertdialog').waitFor({ state: 'detached' })
  }),
  deed('storage-import', async (hand) => {
    await openSettings(hand, 'Storage')
    const [chooser] = await Promise.all([hand.page.waitForEvent('filechooser'), hand.push('Import or restore…')])
    await chooser.setFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('no history') })
    await hand.sees('This is no history that Gezi knows. Nothing was changed.')
  }),
  deed('settings-about', async (hand) => {
    await openSettings(hand, 'About')
    await hand.sees(
      dialogOf(hand)
        .getByText(/[0-9]+[.][0-9]+[.][0-9]+/)
        .first(),
    )
  }),
  deed('settings-network', async (hand) => {
    await openSettings(hand, 'Network')
    await hand.goTo('New address or range')
    await hand.type('127.25.0.148')
    await hand.press('Enter')
    await hand.push(/^Remove 127\.25\.0\.148/)
  }),
  deed('settings-about', async (hand) => {
    await openSettings(hand, 'About')
    await hand.sees('This Gezi is updated by whoever installed it.')
  }),
]

/** Other chats, and what cannot be undone. */
const last: readonly Deed[] = [
  deed('keys', async (hand) => {
    await openChat(hand, '张三')
    await hand.push('Encrypted for 张三', 'back')
    await hand.push('Compare keys…')
    await hand.push('They are the same')
    await hand.press('Escape')
    await hand.goTo('Encrypted, keys compared', 'back')
  }),
  deed('readable-plain feiq feiq-details', async (hand) => {
    await openChat(hand, '陈工')
    await hand.push('Anyone on this LAN can read this', 'back')
    await hand.sees('travel in clear text')
    await hand.press('Escape')
    await hand.push('Details', 'back')
    await hand.push('Pin chat')
    await hand.sees(hand.page.getByRole('option', { name: /陈工.*pinned/ }))
  }),
  // Cipher has no code page: it is offered for what came plain.
  deed('code-page', async (hand) => {
    await openChat(hand, '陈工')
    await hand.goTo(/^陈工: 大家好/, 'back')
    await hand.press('Shift+F10')
    await hand.choose('Read in another code page…')
    await dialogOf(hand).getByRole('radio').first().waitFor()
    await hand.push('Close')
    await dialogOf(hand).waitFor({ state: 'detached' })
  }),
  deed('key-changed keys-changed readable-changed', async (hand) => {
    await openChat(hand, '赵敏')
    await hand.push('Look at it…', 'back')
    await hand.push('Accept the new key')
    await hand.sees(hand.page.getByRole('button', { name: 'They are the same' }))
    await hand.press('Escape')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You: 上个月的也发一下.*delivered/ }))
  }),
  deed('group group-menu group-details group-open', async (hand) => {
    await openChat(hand, '研发部')
    await hand.push('Open to the whole network', 'back')
    await hand.press('Escape')
    await hand.push('Details', 'back')
    await hand.sees(hand.page.locator('[data-pane=details] dd').first())
    await hand.press('Escape')
    await hand.type('收到')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You: 收到/ }))
    await chatMenu(hand)
    await hand.choose('Pin chat')
    await hand.sees(hand.page.getByRole('option', { name: /研发部.*pinned/ }))
  }),
  deed('group-invite', async (hand) => {
    await openChat(hand, '研发部')
    await hand.push('Invite to the group…', 'back')
    await hand.push('Invite 陈工')
    await hand.sees('Invited')
  }),
  deed('group-join', async (hand) => {
    await myMenu(hand)
    await hand.choose('Join a FeiQ group…')
    await hand.goTo('Number of the group')
    await hand.type('00c0ffee')
    await hand.press('Enter')
    await hand.sees(hand.page.getByRole('listitem', { name: /^You joined the group/ }))
  }),
  deed('group-invited', async (hand) => {
    await openChat(hand, '周五聚餐')
    await hand.push('Join', 'back')
    await hand.sees(hand.page.getByRole('textbox', { name: /周五聚餐/ }))
  }),
  deed('group-left', async (hand) => {
    await openChat(hand, '旧项目')
    await hand.push('Join again', 'back')
    await hand.sees(hand.page.getByRole('textbox', { name: /旧项目/ }))
  }),
  deed('shared shared-menu answer-all', async (hand) => {
    await openChat(hand, 'Alice')
    await hand.press('ArrowUp')
    await hand.page.locator('[data-message]:focus').waitFor()
    const wanted = hand.page.locator('[data-message]:focus').filter({ hasText: '评审改到周四上午' })
    for (let row = 0; row < 8 && (await wanted.count()) === 0; row += 1) await hand.press('ArrowUp')
    await hand.press('Shift+F10')
    await hand.choose('Answer all…')
    await hand.goTo('Message')
    await hand.type('周四可以')
    await hand.press('Enter')
    await hand.sees('2 of 2 delivered')
    await hand.push('Done')
  }),
  deed('deleted', async (hand) => {
    await openChat(hand, '张三')
    await ownMenu(hand)
    await hand.choose('Delete here')
    await hand.push('Undo')
    await hand.sees(hand.page.locator('[data-message]').first())
  }),
  deed('blocked', async (hand) => {
    await openChat(hand, 'Alice')
    await hand.push('Details', 'back')
    await hand.push('More about Alice')
    await hand.choose('Block')
    await hand.press('Escape')
    await hand.push('Unblock', 'back')
    await hand.sees(composerOf(hand, 'Alice'))
  }),
  deed('covers cover-menu wrong-password', async (hand) => {
    await openChat(hand, '佐藤')
    await composerOf(hand, '佐藤').waitFor()
    await hand.goTo('Your password for locked messages', 'back')
    await hand.type('x')
    await hand.press('Enter')
    await hand.sees('That is not your password.')
    await hand.press('Control+a')
    await hand.page.keyboard.insertText('开门')
    await hand.press('Enter')
    await hand.sees('契約書の控え')
    await hand.push('Open', 'back')
    await hand.sees('給与明細')
  }),
  deed('why', async (hand) => {
    await openChat(hand, '李四')
    await composerOf(hand, '李四').waitFor()
    await hand.push('Why?', 'back')
    await hand.sees('Why it waits')
  }),
  deed('forget', async (hand) => {
    await peopleTab(hand)
    await rowMenu(hand, /^李四/)
    await hand.choose('Forget…')
    await hand.push('Forget')
    await hand.push('Undo')
    await hand.sees(person(hand.page, '李四'))
  }),
  deed('merge merge-compared', async (hand) => {
    await peopleTab(hand)
    await rowMenu(hand, /^李四/)
    await hand.choose('Merge with another entry…')
    await hand.push(/^\S*Alice/)
    await hand.push('Merge')
    await hand.sees('is one entry now.')
  }),
]

export const deeds: readonly Deed[] = [
  ...inTheChat,
  ...withMessages,
  ...composing,
  ...inTheSidebar,
  ...inTheSettings,
  ...last,
]
