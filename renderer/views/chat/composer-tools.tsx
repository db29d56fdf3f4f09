import { AttachButton } from './attach-button.tsx'
import { CaptureButton } from './capture-button.tsx'
import { EmojiButton } from './emoji/emoji-button.tsx'
import { PresetsButton } from './presets-button.tsx'

/** The buttons before the field; above it where the field would have no room beside them. */
export function ComposerTools({ chat }: { readonly chat: string }) {
  return (
    <div className="flex shrink-0 @max-[24rem]:basis-full">
      <AttachButton chat={chat} />
      <EmojiButton />
      <PresetsButton />
      <CaptureButton chat={chat} />
    </div>
  )
}
