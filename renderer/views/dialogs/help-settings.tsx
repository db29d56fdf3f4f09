import { ClipboardCopy, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProgramFolder } from '../../../shared/api/diagnostics-contract.ts'
import { errorKey } from '../../logic/errors.ts'
import { Button } from '../../parts/button.tsx'
import { hasDesktop } from '../../platform.ts'
import { copyText } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { useOff } from '../../state/policy.ts'
import { useAbilities } from '../../state/transfers.ts'
import { useWish } from '../transfers/transfer-controls.tsx'

/** For whoever helps the user: what the program knows about itself, and where it writes it down. */
export function HelpSettings() {
  const { t } = useTranslation()
  const { open } = useAbilities()
  const crashesOff = useOff('crash-reports') !== undefined
  const [text, setText] = useState<string>()
  const copy = async (): Promise<void> => {
    const made = await call('diagnostics', {})
    if (!made.ok) return void notify(t(errorKey(made.error).key, { detail: made.error.detail }))
    setText(made.value.text)
    await copyText(made.value.text, t('common.copied'))
  }
  const wish = useWish()
  const show = (folder: ProgramFolder): void => wish(call('showProgramFolder', { folder }))
  return (
    <section aria-labelledby="help-title" className="flex flex-col gap-2">
      <h3 id="help-title" className="text-sm font-semibold">
        {t('shell.help')}
      </h3>
      <p className="text-sm text-muted">{t('shell.help_hint')}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copy()}>
          <ClipboardCopy size={16} aria-hidden="true" />
          {t('shell.copy')}
        </Button>
        {open && (
          <Button onClick={() => show('logs')}>
            <FolderOpen size={16} aria-hidden="true" />
            {t('shell.logs')}
          </Button>
        )}
        {hasDesktop && !crashesOff && (
          <Button onClick={() => show('crashes')}>
            <FolderOpen size={16} aria-hidden="true" />
            {t('shell.crashes')}
          </Button>
        )}
      </div>
      {text !== undefined && (
        <textarea
          readOnly
          rows={8}
          aria-label={t('shell.copied')}
          value={text}
          className="w-full resize-y rounded-sm border border-edge bg-field p-2 text-xs"
        />
      )}
    </section>
  )
}
