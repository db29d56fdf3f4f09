import { useTranslation } from 'react-i18next'
import { localShortcuts, shortcutLabel, shortcuts } from '../../logic/keys.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { isMac } from '../../platform.ts'
import { closeDialog } from '../../state/actions.ts'

export function ShortcutsDialog() {
  const { t } = useTranslation()
  const rows = [
    ...shortcuts.map((shortcut) => ({
      name: t(`shortcuts.${shortcut.command}`),
      keys: shortcutLabel(shortcut, isMac),
    })),
    ...localShortcuts.map(({ name, keys }) => ({ name: t(`shortcuts.${name}`), keys })),
    { name: t('reading.key_reply'), keys: ['R', 'F', 'S', '␣'] },
  ]
  return (
    <Dialog title={t('shortcuts.title')}>
      <div className="overflow-y-auto px-5 pt-3 pb-5">
        <dl className="flex flex-col">
          {rows.map((row) => (
            <div key={row.name} className="flex items-center gap-4 border-b border-line py-1.5 last:border-0">
              <dt className="grow text-sm">{row.name}</dt>
              <dd className="flex shrink-0 gap-1">
                {row.keys.map((key) => (
                  <kbd
                    key={key}
                    className="rounded-sm border border-line bg-field px-1.5 font-[inherit] text-xs leading-5 text-text"
                  >
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <div className="flex justify-end pt-4">
          <Button onClick={closeDialog}>{t('common.done')}</Button>
        </div>
      </div>
    </Dialog>
  )
}
