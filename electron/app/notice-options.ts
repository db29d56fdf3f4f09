/** What the system is asked to show of a notice: its words, and what it lets the user do without opening the window. */
import type { NotificationConstructorOptions } from 'electron'
import type { Line, Notice } from '../../shared/model/notice.ts'
import type { SessionBus } from './session-bus.ts'

export interface NoticeWords {
  say(key: 'reply' | 'mark_read'): string
  line(line: Line): string
}

/**
 * macOS and Windows have a field for an answer and a button. On Linux Electron shows neither, and options that mean nothing there could
 * come to mean something: it gets none.
 */
const answering: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32'])

/** `bus`: what a Linux desktop says of itself. */
export function noticeOptions(
  { title, body, canReply }: Pick<Notice, 'title' | 'body' | 'canReply'>,
  platform: NodeJS.Platform,
  bus: SessionBus | undefined,
  words: NoticeWords,
): NotificationConstructorOptions {
  return {
    title: harmless(words.line(title), platform, bus),
    body: body === undefined ? '' : harmless(words.line(body), platform, bus),
    // The sounds are the program's own, with a volume.
    silent: true,
    ...(canReply &&
      answering.has(platform) && {
        hasReply: true,
        replyPlaceholder: words.say('reply'),
        actions: [{ type: 'button' as const, text: words.say('mark_read') }],
      }),
  }
}

/**
 * Servers of Linux desktops may read the text as markup, with links and pictures that load. Escaped where the server says so; where it is
 * not known to, the bracket that would begin a tag becomes one that looks like it.
 */
function harmless(text: string, platform: NodeJS.Platform, bus: SessionBus | undefined): string {
  if (platform !== 'linux') return text
  return bus?.notifications?.includes('body-markup') === true
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : text.replaceAll('<', '‹')
}
