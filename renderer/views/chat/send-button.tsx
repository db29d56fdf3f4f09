import { SendHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { focusComposer } from '../../state/focus.ts'

/** The round one at the end of the composer; the field has the focus again afterwards. */
export function SendButton({ canSend, onSend }: { readonly canSend: boolean; readonly onSend: () => void }) {
  const { t } = useTranslation()
  return (
    <IconButton
      label={t('composer.send')}
      disabled={!canSend}
      className="rounded-full! enabled:bg-fill enabled:text-on-fill enabled:hover:bg-fill-hover enabled:hover:text-on-fill"
      onClick={() => {
        onSend()
        focusComposer()
      }}
    >
      <SendHorizontal size={18} aria-hidden="true" />
    </IconButton>
  )
}
