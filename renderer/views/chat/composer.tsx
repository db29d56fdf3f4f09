import type { Peer } from '../../../shared/model/peer.ts'
import { QuoteBar } from '../reading/quote-bar.tsx'
import { AttachmentStrip } from './attachment-strip.tsx'
import { ComposerField } from './composer-field.tsx'
import { ComposerLine } from './composer-line.tsx'
import { ComposerTools } from './composer-tools.tsx'
import { SendButton } from './send-button.tsx'
import { SendMenu } from './send-menu.tsx'
import { TellTyping } from './tell-typing.tsx'
import { useDraft } from './use-draft.ts'
import { useSending } from './use-sending.ts'

/** The lower edge of a chat: what waits to be sent, the tools, the field, and a line that says what is the matter. */
export function Composer({ id, person }: { readonly id: string; readonly person: Peer }) {
  const [text, setText] = useDraft(id)
  const sending = useSending(id, person, text)
  return (
    <div className="@container shrink-0 border-t border-line px-4 pt-3 pb-3 max-[460px]:px-2" data-pane="composer">
      <TellTyping key={id} person={person} text={text} />
      <QuoteBar chat={id} person={person} />
      <AttachmentStrip chat={id} attachments={sending.attachments} />
      <div className="flex items-end gap-2 @max-[24rem]:flex-wrap">
        <ComposerTools chat={id} />
        <ComposerField
          key={id}
          chat={id}
          person={person}
          text={text}
          onText={setText}
          onSend={() => void sending.send()}
        />
        <SendButton canSend={sending.canSend} onSend={() => void sending.send()} />
        <SendMenu person={person} canSend={sending.canSend} onSend={(options) => void sending.send(options)} />
      </div>
      <ComposerLine sending={sending} person={person} />
    </div>
  )
}
