/**
 * One page that any browser shows without a network: no script, a policy that forbids everything but its own style and pictures that are
 * part of it. Everything that a peer wrote is text and nothing else; addresses of the web become links that open only there.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { inertName, inertText } from '../../../shared/model/inert.ts'
import type { ExportedChat, ExportedFile, ExportedMessage, HistoryReader } from '../store/export-messages.ts'

/** Words of the page; the view that asked has them in its language. */
export interface HtmlWords {
  readonly title: string
  readonly me: string
  readonly language: string
}

/** Larger pictures stand there by their name: the page has to open in a browser. */
const MAX_PICTURE = 4 * 1024 * 1024
/** All of them together; the rest stands there by name. */
const MAX_PICTURES = 256 * 1024 * 1024

const STYLE = `:root{color-scheme:light dark;--bg:#fff;--text:#1b1d20;--muted:#5c626b;--mine:#dbe7fb;--theirs:#f0f1f3;--line:#e2e4e8}
@media(prefers-color-scheme:dark){:root{--bg:#16181b;--text:#eef0f2;--muted:#a3a9b2;--mine:#223a5e;--theirs:#272a2f;--line:#33373d}}
*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:1.5rem;background:var(--bg);color:var(--text);font:15px/1.45 system-ui,"Microsoft YaHei UI","PingFang SC","Noto Sans CJK SC","Yu Gothic UI",sans-serif}
h1{font-size:1.25rem}h2{font-size:1.05rem;margin:2rem 0 .25rem;border-top:1px solid var(--line);padding-top:1.5rem}
nav ul{padding-left:1.25rem}a{color:inherit}.where{color:var(--muted);font-size:.8125rem;margin:0 0 1rem}
.run{content-visibility:auto;contain-intrinsic-size:auto 2000px}
article{margin:0 0 .5rem;max-width:44rem}article.out{margin-left:auto}
header{font-size:.75rem;color:var(--muted)}article.out header{text-align:right}
.body{background:var(--theirs);border-radius:10px;padding:.5rem .75rem;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
article.out .body{background:var(--mine)}bdi{unicode-bidi:isolate}
img{display:block;max-width:100%;max-height:30rem;border-radius:6px;margin:.25rem 0}
.file{color:var(--muted);border:1px solid var(--line);border-radius:6px;padding:.25rem .5rem;margin:.25rem 0;width:fit-content}
.day{text-align:center;color:var(--muted);font-size:.8125rem;margin:1.25rem 0 .75rem}
@media print{body{max-width:none}.body{border:1px solid var(--line)}}`

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
const name = (text: string): string => escaped(inertName(text, 80))

/** Only plain addresses of the web: no user names in them, nothing that a browser would read otherwise. */
const ADDRESS = /\bhttps?:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w\-./?%&=+#~:,;!]*)?/gi
/** Longer ones are no addresses that somebody would click. */
const MAX_ADDRESS = 2_000

function body(text: string): string {
  const inert = inertText(text)
  let html = ''
  let at = 0
  for (const match of inert.matchAll(ADDRESS)) {
    if (match[0].length > MAX_ADDRESS) continue
    html += escaped(inert.slice(at, match.index))
    html += `<a href="${escaped(match[0])}" rel="noopener noreferrer nofollow" target="_blank">${escaped(match[0])}</a>`
    at = match.index + match[0].length
  }
  return html + escaped(inert.slice(at))
}

export function* htmlParts(
  history: HistoryReader,
  words: HtmlWords,
): Generator<{ readonly text: string; readonly messages: number }> {
  const chats = history.chats()
  const me = history.self === '' ? words.me : history.self
  const day = new Intl.DateTimeFormat(words.language, { dateStyle: 'full' })
  const clock = new Intl.DateTimeFormat(words.language, { timeStyle: 'medium', hourCycle: 'h23' })
  const pictures = createPictures()
  const title = escaped(words.title)
  yield {
    text: `<!DOCTYPE html><html lang="${escaped(words.language)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>${contents(chats)}<main>\n`,
    messages: 0,
  }
  for (const [index, chat] of chats.entries()) {
    yield { text: heading(chat, index), messages: 0 }
    let today = ''
    for (const messages of history.messages(chat.id)) {
      const parts = messages.map((message) => {
        const date = day.format(message.at)
        const divider = date === today ? '' : `<p class="day">${escaped(date)}</p>`
        today = date
        return divider + article(message, chat, me, clock.format(message.at), pictures)
      })
      yield { text: `<div class="run">${parts.join('\n')}</div>\n`, messages: messages.length }
    }
    yield { text: '</section>\n', messages: 0 }
  }
  yield { text: '</main></body></html>\n', messages: 0 }
}

function contents(chats: readonly ExportedChat[]): string {
  if (chats.length < 2) return ''
  const items = chats.map(
    (chat, index) => `<li><a href="#c${index}"><bdi>${name(chat.name)}</bdi></a> (${chat.messages})</li>`,
  )
  return `<nav><ul>${items.join('')}</ul></nav>`
}

function heading(chat: ExportedChat, index: number): string {
  const where = [chat.group, chat.user, chat.host].filter((text) => text !== '').map(name)
  return `<section id="c${index}"><h2><bdi>${name(chat.name)}</bdi></h2><p class="where">${where.join(' · ')}</p>\n`
}

function article(
  message: ExportedMessage,
  chat: ExportedChat,
  me: string,
  time: string,
  pictures: (file: ExportedFile) => string | undefined,
): string {
  const who = message.direction === 'in' ? chat.name : me
  const files = message.files.map((file) => {
    const picture = pictures(file)
    return picture === undefined
      ? `<div class="file"><bdi>${name(file.name)}</bdi></div>`
      : `<img src="${picture}" alt="${name(file.name)}" loading="lazy">`
  })
  const iso = new Date(message.at).toISOString()
  return `<article class="${message.direction}"><header><bdi>${name(who)}</bdi> <time datetime="${iso}">${escaped(time)}</time></header><div class="body" dir="auto">${body(message.text)}${files.join('')}</div></article>`
}

const SIGNATURES: readonly { readonly type: string; readonly starts: readonly number[] }[] = [
  { type: 'image/png', starts: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', starts: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', starts: [0x47, 0x49, 0x46, 0x38] },
]

/** Pictures that are really here, by what they begin with and not by what they are called. */
function createPictures(): (file: ExportedFile) => string | undefined {
  let left = MAX_PICTURES
  return ({ path }) => {
    if (path === undefined) return undefined
    try {
      const info = statSync(path)
      if (!info.isFile() || info.size > MAX_PICTURE || info.size > left) return undefined
      const bytes = readFileSync(path)
      const found = SIGNATURES.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte))
      if (found === undefined) return undefined
      left -= bytes.length
      return `data:${found.type};base64,${bytes.toString('base64')}`
    } catch {
      // Moved or deleted since.
      return undefined
    }
  }
}
