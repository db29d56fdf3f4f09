/** Accounts that a computer comes with, or that whoever set it up made for everybody: an office is full of them, and nobody would be found. */
const nobodysNames: ReadonlySet<string> = new Set([
  ...['root', 'admin', 'administrator', 'administrateur', 'user', 'users', 'guest', 'owner', 'default', 'test'],
  ...[
    'pc',
    'desktop',
    'laptop',
    'computer',
    'office',
    'work',
    'home',
    'lenovo',
    'dell',
    'hp',
    'asus',
    'acer',
    'thinkpad',
  ],
  ...['管理员', '用户', '管理員', '使用者', '管理者', 'ユーザー'],
])

/** The name that the first run proposes: that of the account where it is a person's, else none. */
export function proposedName(account: string): string {
  const plain = account
    .trim()
    .toLowerCase()
    .replace(/[\s._-]*\d+$/, '')
  return plain === '' || nobodysNames.has(plain) ? '' : account
}
