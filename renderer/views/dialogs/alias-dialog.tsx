import { useTranslation } from 'react-i18next'
import { AskDialog } from '../../parts/ask-dialog.tsx'
import { call } from '../../state/host.ts'
import { usePerson } from '../../state/people.ts'

export function AliasDialog({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const person = usePerson(peer)
  return (
    <AskDialog
      title={t('alias.title', { name: person.name })}
      hint={t('alias.hint')}
      label={t('alias.label')}
      initial={person.alias}
      action={t('common.save')}
      maxLength={60}
      save={(alias) => call('setAlias', { peer, alias })}
    />
  )
}
