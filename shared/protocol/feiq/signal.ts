/** FeiQ's packets that say nothing but their command (protocol.md 7.3, appendix F). */
import { COMMAND } from '../command.ts'
import { emptyBody } from '../message.ts'
import { latin1Bytes } from '../text.ts'

export type FeiqSignal =
  | 'typing'
  | 'typing-end'
  | 'shake'
  | 'shake-answer'
  /** A chat window was opened; FeiQ sends it after each hello of a FeiQ, too. */
  | 'open'
  | 'open-answer'
  /** Every 30 s while a chat is open. */
  | 'alive'
  /** The same number as `typing-end`: that one means the end of typing only where no `alive` was sent. */
  | 'alive-answer'

const COMMANDS: Readonly<Record<FeiqSignal, number>> = {
  typing: COMMAND.FEIQ_TYPING,
  'typing-end': COMMAND.FEIQ_TYPING_END,
  shake: COMMAND.FEIQ_SHAKE,
  'shake-answer': COMMAND.FEIQ_SHAKE_ACK,
  open: COMMAND.FEIQ_OPEN,
  'open-answer': COMMAND.FEIQ_OPEN_ANSWER,
  alive: COMMAND.FEIQ_CHAT_ALIVE,
  'alive-answer': COMMAND.FEIQ_TYPING_END,
}

/** To be sent with FeiQ's version field: from others FeiQ takes no shake. */
export const feiqSignal = (signal: FeiqSignal) => ({
  command: COMMANDS[signal],
  flags: 0,
  body: signal === 'open' ? latin1Bytes('0\0') : emptyBody(),
})
