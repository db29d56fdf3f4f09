/** Three colleagues and what they say. */
import type { ColleagueOptions, OfferedFile, Script } from './colleague.ts'

interface Role extends Pick<ColleagueOptions, 'address' | 'name' | 'group' | 'user' | 'host'> {
  readonly greeting: string
  /** Sent with the greeting's successor. */
  readonly offer?: { readonly text: string; readonly file: OfferedFile }
  /** The first whose word occurs in the question. */
  readonly answers: readonly { readonly about: RegExp; readonly text: string }[]
  /** When no word occurs: one after another. */
  readonly otherwise: readonly string[]
}

export const roles: readonly Role[] = [
  {
    address: '127.0.0.11',
    name: '张三',
    group: '研发部',
    user: 'zhangsan',
    host: 'RD-PC07',
    greeting: '早！三点的评审改到四楼会议室了，材料我放在共享盘。',
    answers: [
      { about: /图纸|文件|材料|资料/, text: '在 \\\\fileserver\\图纸\\2026 里，我刚更新过。' },
      { about: /会议|几点|时间|评审/, text: '三点，四楼会议室，大概开一个小时。' },
      { about: /谢|thank|ありがとう/i, text: '不客气！' },
      { about: /你好|早|hello|hi\b|こんにちは/i, text: '你好！今天有什么事？' },
      { about: /[?？吗]\s*$/, text: '我确认一下，下班前回复你。' },
    ],
    otherwise: ['收到。', '好的，我看一下再回你。', '没问题，就这么办。'],
  },
  {
    address: '127.0.0.12',
    name: '佐藤',
    group: '営業部',
    user: 'sato',
    host: 'EIGYO-12',
    greeting: 'お疲れさまです。来週の展示会の件、資料の確認をお願いします。',
    answers: [
      { about: /資料|ファイル|文件|file/i, text: '明日の午前中までにお送りします。' },
      { about: /いつ|何時|時間|几点|when/i, text: '水曜日の十四時からです。' },
      { about: /ありがとう|謝|谢|thank/i, text: 'こちらこそ、ありがとうございます。' },
      { about: /こんにちは|お疲れ|你好|hello|hi\b/i, text: 'お疲れさまです！' },
      { about: /[?？か]\s*$/, text: '確認して折り返しご連絡します。' },
    ],
    otherwise: ['承知しました。', 'かしこまりました。確認いたします。', 'はい、よろしくお願いします。'],
  },
  {
    address: '127.0.0.13',
    name: 'Alice',
    group: 'Design',
    user: 'alice',
    host: 'MAC-ALICE',
    greeting: 'Hi! The new logo is ready. I’ll send it right over.',
    offer: {
      text: 'Here it is. Dark and light versions are both inside.',
      file: { name: 'logo-final.zip', size: 3_482_144 },
    },
    answers: [
      {
        about: /logo|file|colou?r|文件|ファイル/i,
        text: 'The file has both versions. Tell me if the blue is too strong on your screen.',
      },
      { about: /when|time|几点|いつ/i, text: 'By tomorrow noon, if nothing else comes in.' },
      { about: /thank|谢|ありがとう/i, text: 'You’re welcome!' },
      { about: /\b(hi|hello|hey)\b|你好|こんにちは/i, text: 'Hello! How is it going?' },
      { about: /[?？]\s*$/, text: 'Good question. Let me check and get back to you.' },
    ],
    otherwise: ['Got it.', 'Sounds good to me.', 'Sure, I’ll take care of it.'],
  },
]

/** Long enough to look like somebody reading, short enough not to be waited for. */
const READING_TIME = 900
const GREETING_AFTER = 1_500
const OFFER_AFTER = 4_000

/** Colleagues come one after another: `place` counts from 0. */
export function scriptOf(role: Role, place: number): Script {
  let others = 0
  return {
    onMeet(say) {
      const arrival = GREETING_AFTER * (place + 1)
      setTimeout(() => say(role.greeting), arrival)
      const { offer } = role
      if (offer !== undefined) setTimeout(() => say(offer.text, offer.file), arrival + OFFER_AFTER)
    },
    onMessage(text, say) {
      const answer =
        role.answers.find(({ about }) => about.test(text))?.text ?? role.otherwise[others++ % role.otherwise.length]
      if (answer !== undefined) setTimeout(() => say(answer), READING_TIME)
    },
  }
}
