import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longSilent } from '../../logic/departments.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { closeDialog } from '../../state/actions.ts'
import { usePerson } from '../../state/people.ts'
import { forgetPeople } from '../../state/people-actions.ts'
import { useView } from '../../state/store.ts'

/** Somebody who left: with his chat or without. What is done can be undone for a moment. */
export function ForgetDialog({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const { name } = usePerson(peer)
  const [what, setWhat] = useState<'keep' | 'all'>('keep')
  return (
    <Dialog title={t('person.forget_title', { name })} hint={t('person.forget_hint', { name })}>
      <div className="px-5 pt-4">
        <Select
          label={t('sidebar.chats')}
          value={what}
          choices={[
            { value: 'keep', label: t('person.forget_keep') },
            { value: 'all', label: t('person.forget_all') },
          ]}
          onChange={setWhat}
        />
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button
          kind="primary"
          onClick={() => {
            closeDialog()
            forgetPeople([peer], what === 'all', { done: t('person.forgotten', { name }), undo: t('common.undo') })
          }}
        >
          {t('person.forget_action')}
        </Button>
      </div>
    </Dialog>
  )
}

const MONTH = 30 * 86_400_000
const choices = [1, 3, 6, 12, 24] as const

/** Everybody who has not been heard for months. */
export function ForgetOldDialog() {
  const { t } = useTranslation()
  const peers = useView((state) => state.peers)
  const conversations = useView((state) => state.conversations)
  const [months, setMonths] = useState(6)
  const [opened] = useState(() => Date.now())
  const isPinned = (id: string): boolean => conversations.get(id)?.pinned ?? false
  const found = longSilent(peers.values(), opened - months * MONTH, isPinned)
  return (
    <Dialog title={t('person.old_title')} hint={t('person.old_hint')}>
      <div className="flex flex-col px-5 pt-4">
        <NumberSelect
          label={t('person.old_since')}
          error={undefined}
          value={months}
          choices={choices}
          nameOf={(count) => t('person.months', { count })}
          onChange={setMonths}
        />
        <p className="text-sm" aria-live="polite">
          {t('person.old_count', { count: found.length })}
        </p>
      </div>
      <div className={dialogButtons}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button
          kind="primary"
          disabled={found.length === 0}
          onClick={() => {
            closeDialog()
            const done = t('person.forgotten_many', { count: found.length })
            forgetPeople(
              found.map(({ id }) => id),
              false,
              { done, undo: t('common.undo') },
            )
          }}
        >
          {t('person.forget_action')}
        </Button>
      </div>
    </Dialog>
  )
}
