import { Check, ChevronDown, CircleCheck, Keyboard, Moon, Settings, Star, UserRound, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { ButtonMenu, type MenuEntry } from '../../parts/menu.tsx'
import { openDialog, openSettings, toggleStarred } from '../../state/actions.ts'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { useMe } from '../../state/people.ts'
import { useView } from '../../state/store.ts'
import { useQuietEntries } from '../quiet-entry.tsx'
import { TransfersButton } from '../transfers/transfers-button.tsx'

const usual = ['meeting', 'lunch', 'out', 'busy'] as const

/** The top of the sidebar: who we are to the network, away or not, and the way to the settings. */
export function Me() {
  const { t } = useTranslation()
  const self = useView((state) => state.host?.self)
  const entries = useMyEntries()
  const me = useMe()
  if (self === undefined) return null
  const { absence } = self
  const status =
    absence === undefined
      ? t('me.online')
      : absence !== ''
        ? t('me.away_text', { text: absence })
        : self.absenceCause === 'idle'
          ? t('status.idle')
          : t('me.away')
  return (
    <div className="flex min-h-14 shrink-0 items-center gap-1 px-3 pt-1">
      <ButtonMenu
        align="start"
        entries={entries}
        trigger={
          <button
            type="button"
            className="flex min-w-0 grow items-center gap-2 rounded-sm p-1 text-left hover:bg-hover data-popup-open:bg-hover"
          >
            <Avatar peer={me} size="small" />
            <span className="flex min-w-0 grow flex-col leading-tight">
              <span className="truncate text-sm font-semibold">
                <span className="sr-only">{t('sidebar.me')} </span>
                {self.name}
                <span className="sr-only">, </span>
              </span>
              <span className="truncate text-xs text-muted">
                {[self.group, status].filter((part) => part !== '').join(' · ')}
              </span>
            </span>
            <ChevronDown size={14} className="shrink-0 text-muted" aria-hidden="true" />
          </button>
        }
      />
      <TransfersButton />
      <IconButton label={t('common.settings')} onClick={() => openSettings()}>
        <Settings size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

/** There or away with a text; standing ones and own ones first, other words last. */
function useMyEntries(): readonly MenuEntry[] {
  const { t } = useTranslation()
  const absence = useView((state) => state.host?.self.absence)
  const quieting = useQuietEntries()
  const { awayTexts } = useSettings()
  const texts = [...new Set([...usual.map((key) => t(`status.${key}`)), ...awayTexts])]
  return [
    ...(absence === undefined
      ? []
      : [
          {
            key: 'online',
            label: t('me.online'),
            icon: <CircleCheck size={16} />,
            run: () => void call('setAbsence', {}),
          },
        ]),
    ...texts.map((text) => ({
      key: `away ${text}`,
      label: text,
      icon: text === absence ? <Check size={16} /> : undefined,
      run: () => void call('setAbsence', { text }),
    })),
    { key: 'away', label: t('me.set_away'), icon: <Moon size={16} />, run: () => openDialog({ kind: 'absence' }) },
    ...quieting.map((entry) => ({ ...entry, apart: true })),
    { key: 'starred', label: t('reading.starred_messages'), icon: <Star size={16} />, run: toggleStarred },
    {
      key: 'group',
      label: t('group.join_menu'),
      icon: <UsersRound size={16} />,
      run: () => openDialog({ kind: 'group-join' }),
    },
    {
      key: 'name',
      label: t('me.edit_name'),
      icon: <UserRound size={16} />,
      apart: true,
      run: () => openSettings('identity'),
    },
    { key: 'settings', label: t('me.settings'), icon: <Settings size={16} />, run: () => openSettings() },
    {
      key: 'keys',
      label: t('me.shortcuts'),
      icon: <Keyboard size={16} />,
      run: () => openDialog({ kind: 'shortcuts' }),
    },
  ]
}
