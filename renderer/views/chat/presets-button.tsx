import { MessageSquareQuote, Settings2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { oneLine } from '../../logic/preview.ts'
import { iconButton } from '../../parts/button.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { openSettings } from '../../state/actions.ts'
import { composerElement } from '../../state/focus.ts'
import { useSettings } from '../../state/hooks.ts'
import { insertText } from '../../state/insert.ts'

/** As much of a phrase as the menu shows. */
const SHOWN = 48

/** The quick phrases, and the way to change them. */
export function PresetsButton() {
  const { t } = useTranslation()
  const { presets } = useSettings()
  return (
    <ButtonMenu
      align="start"
      finalFocus={composerElement}
      trigger={
        <button type="button" aria-label={t('presets.open')} title={t('presets.open')} className={iconButton}>
          <MessageSquareQuote size={18} aria-hidden="true" />
        </button>
      }
      entries={[
        ...presets.map((preset) => ({
          key: preset,
          label: oneLine(preset).slice(0, SHOWN),
          run: () => insertText(preset, { focus: false }),
        })),
        {
          key: ' manage',
          label: t('presets.manage'),
          icon: <Settings2 size={16} />,
          run: () => openSettings('presets'),
        },
      ]}
    />
  )
}
