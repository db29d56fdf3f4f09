import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_AWAY_TEXT } from '../../../shared/model/settings.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { TextField } from '../../parts/field.tsx'
import { NumberSelect } from '../../parts/number-select.tsx'
import { openDialog } from '../../state/actions.ts'
import { setBlocked } from '../../state/people-actions.ts'
import { useView } from '../../state/store.ts'
import { useSetting } from '../../state/use-setting.ts'

const minutes = [0, 5, 10, 15, 30, 60] as const
const orders = ['department', 'presence', 'name'] as const

/** The list of people, being away, and who is not heard. */
export function PeopleSettings() {
  const { t } = useTranslation()
  const order = useSetting('peopleOrder')
  const after = useSetting('awayAfterMinutes')
  return (
    <>
      <Select
        label={t('person.order')}
        hint={t('person.order_hint')}
        error={order.error}
        value={order.value}
        choices={orders.map((value) => ({ value, label: t(`person.order_${value}`) }))}
        onChange={(value) => void order.save(value)}
      />
      <NumberSelect
        label={t('status.auto')}
        hint={t('status.auto_hint')}
        error={after.error}
        value={after.value}
        choices={minutes}
        nameOf={(count) => (count === 0 ? t('status.auto_never') : t('status.auto_after', { count }))}
        onChange={(value) => void after.save(value)}
      />
      <AwayText />
      <OwnTexts />
      <Blocked />
      <Button className="self-start" onClick={() => openDialog({ kind: 'forget-old' })}>
        {t('person.old')}
      </Button>
    </>
  )
}

function AwayText() {
  const { t } = useTranslation()
  const setting = useSetting('awayText')
  const [text, setText] = useState(setting.value)
  const save = (): void => {
    if (text.trim() !== setting.value) void setting.save(text.trim())
  }
  return (
    <TextField
      label={t('status.auto_text')}
      hint={t('status.auto_text_hint')}
      error={setting.error}
      value={text}
      maxLength={MAX_AWAY_TEXT}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && save()}
    />
  )
}

/** A list of lines, each with a button that takes it out. */
function List({
  id,
  title,
  hint,
  none,
  items,
}: {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly none: string
  readonly items: readonly {
    readonly key: string
    readonly text: string
    readonly remove: string
    readonly run: () => void
  }[]
}) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-1">
      <h3 id={id} className="text-sm font-semibold">
        {title}
      </h3>
      <p className="text-xs text-muted">{hint}</p>
      <ul className="rounded-sm border border-line">
        {items.length === 0 && <li className="px-3 py-1.5 text-sm text-muted">{none}</li>}
        {items.map(({ key, text, remove, run }) => (
          <li key={key} className="flex items-center border-b border-line pl-3 text-sm last:border-0">
            <span className="min-w-0 grow truncate">{text}</span>
            <IconButton label={remove} onClick={run}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}

function OwnTexts() {
  const { t } = useTranslation()
  const { value, save } = useSetting('awayTexts')
  return (
    <List
      id="own-texts"
      title={t('status.own')}
      hint={t('status.own_hint')}
      none={t('status.own_none')}
      items={value.map((text) => ({
        key: text,
        text,
        remove: t('common.remove_item', { item: text }),
        run: () => void save(value.filter((other) => other !== text)),
      }))}
    />
  )
}

function Blocked() {
  const { t } = useTranslation()
  const peers = useView((state) => state.peers)
  const blocked = [...peers.values()].filter((peer) => peer.blocked === true)
  return (
    <List
      id="blocked-people"
      title={t('person.blocked_people')}
      hint={t('person.blocked_hint')}
      none={t('person.blocked_none')}
      items={blocked.map(({ id, name, address }) => ({
        key: id,
        text: `${name} · ${address}`,
        remove: t('person.unblock_item', { name }),
        run: () => void setBlocked(id, false, t('person.unblocked_done', { name })),
      }))}
    />
  )
}
