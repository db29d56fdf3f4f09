import type { TFunction } from 'i18next'
import { groupOfChat } from '../../../shared/model/group.ts'
import { inertText } from '../../../shared/model/inert.ts'
import type { Message } from '../../../shared/model/message.ts'
import { assertNever } from '../../../shared/result.ts'

/** Of a notice more is seen in the details. */
const SHOWN = 200

/** A line about the chat, in words. */
export function systemText({ system, text, sender }: Message, t: TFunction): string {
  const words = inertText(text.slice(0, SHOWN)).replace(/\s+/g, ' ').trim()
  switch (system) {
    case undefined:
      return ''
    case 'invited':
      return t('group.line_invited', { name: sender?.name ?? '' })
    case 'joined':
      return t('group.line_joined')
    case 'left':
      return t('group.line_left')
    case 'renamed':
      return t('group.line_renamed', { name: words })
    case 'notice':
      return t('group.line_notice', { text: words })
    default:
      return assertNever(system)
  }
}

/** Whether nobody confirms what is written there. */
export const isOfGroup = ({ conversation }: Pick<Message, 'conversation'>): boolean =>
  groupOfChat(conversation) !== undefined
