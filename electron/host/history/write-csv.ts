/**
 * RFC 4180, one row a message. A cell that a spreadsheet would take for a formula (it begins with = + - @ tab or line end) gets an
 * apostrophe before it; so that nothing is lost, so does a cell that begins with an apostrophe: taking one off gives the text back.
 */
import type { HistoryReader } from '../store/export-messages.ts'

const COLUMNS = ['time', 'chat', 'user', 'host', 'department', 'direction', 'from', 'to', 'state', 'text', 'files']
const BYTE_ORDER_MARK = '\ufeff'

const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r\n']/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
const row = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`

/** Parts of the file, and how many messages are in each. Times are ISO 8601, UTC. */
export function* csvParts(
  history: HistoryReader,
  mark: boolean,
): Generator<{ readonly text: string; readonly messages: number }> {
  yield { text: (mark ? BYTE_ORDER_MARK : '') + row(COLUMNS), messages: 0 }
  for (const chat of history.chats()) {
    for (const messages of history.messages(chat.id)) {
      const lines = messages.map((message) => {
        const [from, to] = message.direction === 'in' ? [chat.name, history.self] : [history.self, chat.name]
        const time = new Date(message.at).toISOString()
        const files = message.files.map(({ name }) => name).join('; ')
        const { user, host, group } = chat
        return row([
          time,
          chat.name,
          user,
          host,
          group,
          message.direction,
          from,
          to,
          message.state,
          message.text,
          files,
        ])
      })
      yield { text: lines.join(''), messages: messages.length }
    }
  }
}
