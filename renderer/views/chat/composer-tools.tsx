import { AttachButton } from './attach-button.tsx'
import { CaptureButton } from './capture-button.tsx'
import { EmojiButton } from './emoji/emoji-button.tsx'
import { PresetsButton } from './presets-button.tsx'

/** The buttons before the field. */
export function ComposerTools({ chat }: { readonly chat: string }) {
  return (
    <div className="flex shrink-0">
      <AttachButton chat={chat} />
      <EmojiButton />
      <PresetsButton />
      <CaptureButton chat={chat} />
    </div>
  )
}
