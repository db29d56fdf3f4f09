/** The words that a typed filter may use: English ones work everywhere, those of the other languages beside them. Compared after folding. */

export const filterKinds = ['from', 'in', 'has', 'before', 'after', 'on'] as const
export type FilterKind = (typeof filterKinds)[number]

/** What a message can have; also what the index knows of it. */
export const hasKinds = ['file', 'image', 'link', 'folder'] as const
export type HasKind = (typeof hasKinds)[number]

export const filterWords: Readonly<Record<FilterKind, readonly string[]>> = {
  from: ['from', '来自', '來自', '发件人', '寄件者', '傳送者', '差出人', '送信者'],
  in: ['in', '在', '聊天', '会话', '對話', 'チャット'],
  has: ['has', '包含', '含有', '含む', '添付'],
  before: ['before', '早于', '早於', '之前', '以前'],
  after: ['after', '晚于', '晚於', '之后', '之後', '以后', '以後', '以降'],
  on: ['on', '日期', '当天', '當天', '日付'],
}

export const hasWords: Readonly<Record<HasKind, readonly string[]>> = {
  file: ['file', 'files', '文件', '檔案', 'ファイル'],
  image: ['image', 'images', 'picture', 'photo', '图片', '圖片', '画像', '写真'],
  link: ['link', 'links', 'url', '链接', '連結', 'リンク'],
  folder: ['folder', 'folders', '文件夹', '資料夾', 'フォルダー', 'フォルダ'],
}

export const meWords: readonly string[] = ['me', '我', '自分', '私']
export const todayWords: readonly string[] = ['today', '今天', '今日']
export const yesterdayWords: readonly string[] = ['yesterday', '昨天', '昨日']
