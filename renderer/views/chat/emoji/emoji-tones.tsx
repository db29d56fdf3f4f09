import { useTranslation } from 'react-i18next'
import { withTone } from '../../../../shared/model/emoji.ts'
import { ButtonMenu } from '../../../parts/menu.tsx'
import { useSetting } from '../../../state/use-setting.ts'

const HAND = '✋'
const tones = [0, 1, 2, 3, 4, 5] as const

/** The skin tone of hands and people, remembered. */
export function EmojiTones() {
  const { t } = useTranslation()
  const tone = useSetting('skinTone')
  const name = t(`emoji.tone_${tones.find((known) => known === tone.value) ?? 0}`)
  return (
    <ButtonMenu
      trigger={
        <button
          type="button"
          aria-label={`${t('emoji.tone')}: ${name}`}
          title={t('emoji.tone')}
          className="flex size-9 shrink-0 items-center justify-center rounded-sm text-lg hover:bg-hover data-popup-open:bg-hover"
        >
          <span aria-hidden="true">{withTone(HAND, tone.value)}</span>
        </button>
      }
      entries={tones.map((value) => ({
        key: String(value),
        label: t(`emoji.tone_${value}`),
        icon: withTone(HAND, value),
        run: () => void tone.save(value),
      }))}
    />
  )
}
