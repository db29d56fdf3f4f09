/** The form of IP Messenger's own log, which people know and its tools (and ours) read. */
import { inertName, inertText } from '../../../shared/model/inert.ts'
import type { ExportedChat, ExportedMessage, HistoryReader } from '../store/export-messages.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const TOP = '='.repeat(37)
const END = '-'.repeat(37)

const two = (number: number): string => String(number).padStart(2, '0')

function timeOf(at: number): string {
  const date = new Date(at)
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${two(date.getDate())} ${clock} ${date.getFullYear()}`
}

/** Nothing in a name may look like a part of the frame. */
const part = (text: string): string => inertName(text).replace(/[/()]/g, '_')

function block(chat: ExportedChat, message: ExportedMessage): string {
  const who = `${inertName(chat.name)} (${[part(chat.group), part(chat.host), part(chat.user)].join('/')})`
  const marks = [
    message.automatic ? '(auto)' : '',
    message.sealed ? '(sealed)' : '',
    message.locked ? '(locked)' : '',
  ].join('')
  const files =
    message.files.length === 0 ? [] : [`  (files) ${message.files.map(({ name }) => part(name)).join(', ')}`]
  const text = inertText(message.text)
    .split('\n')
    // A line of the frame inside a text would end the message for whoever reads the file.
    .map((line) => (line === TOP ? `${line} ` : line))
  return [
    TOP,
    ` ${message.direction === 'in' ? 'From' : 'To'}: ${who}`,
    `  at ${timeOf(message.at)} ${marks}`.trimEnd(),
    ...files,
    END,
    ...text,
    '',
    '',
  ].join('\r\n')
}

export function* textParts(history: HistoryReader): Generator<{ readonly text: string; readonly messages: number }> {
  for (const chat of history.chats()) {
    for (const messages of history.messages(chat.id)) {
      yield { text: messages.map((message) => block(chat, message)).join(''), messages: messages.length }
    }
  }
}
