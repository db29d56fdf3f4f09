import { Tabs } from '@base-ui/react/tabs'
import {
  Bell,
  FolderDown,
  HardDrive,
  Info,
  MessageSquare,
  MessageSquareQuote,
  Network,
  Palette,
  UserRound,
  UsersRound,
} from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../parts/dialog.tsx'
import { openSettings } from '../../state/actions.ts'
import { type SettingsPage, settingsPages } from '../../state/store.ts'
import { AboutSettings } from './about-settings.tsx'
import { FileSettings } from './file-settings.tsx'
import { NetworkSettings } from './network-settings.tsx'
import { NotificationSettings } from './notification-settings.tsx'
import { PeopleSettings } from './people-settings.tsx'
import { PresetSettings } from './preset-settings.tsx'
import { AppearanceSettings, ChatSettings, IdentitySettings } from './settings-pages.tsx'
import { SettingsSearch } from './settings-search.tsx'
import { StorageSettings } from './storage-settings.tsx'

const icons = {
  identity: UserRound,
  people: UsersRound,
  appearance: Palette,
  chats: MessageSquare,
  notifications: Bell,
  presets: MessageSquareQuote,
  files: FolderDown,
  storage: HardDrive,
  network: Network,
  about: Info,
} as const
const pages = {
  identity: IdentitySettings,
  people: PeopleSettings,
  appearance: AppearanceSettings,
  chats: ChatSettings,
  notifications: NotificationSettings,
  presets: PresetSettings,
  files: FileSettings,
  storage: StorageSettings,
  network: NetworkSettings,
  about: AboutSettings,
} as const

const isPage = (value: unknown): value is SettingsPage => settingsPages.some((page) => page === value)

export function SettingsDialog({ page }: { readonly page: SettingsPage }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const Page = pages[page]
  return (
    <Dialog title={t('settings.title')} width="wide" initialFocus={field}>
      <Tabs.Root
        value={page}
        onValueChange={(value) => isPage(value) && openSettings(value)}
        orientation="vertical"
        className="flex h-128 max-h-full min-h-0 flex-col wide:flex-row"
      >
        <div className="flex max-h-full min-h-0 shrink-0 flex-col gap-2 p-3 wide:w-[12rem]">
          <SettingsSearch field={field} query={query} onQuery={setQuery} />
          <Tabs.List
            className={`${query.trim() === '' ? 'flex' : 'hidden'} shrink-0 flex-wrap gap-1 wide:flex-col`}
            aria-label={t('settings.pages')}
            activateOnFocus
          >
            {settingsPages.map((name) => {
              const Icon = icons[name]
              return (
                <Tabs.Tab
                  key={name}
                  value={name}
                  className="flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 text-left text-sm text-muted hover:bg-hover data-active:bg-selected data-active:text-text"
                >
                  <Icon size={16} aria-hidden="true" />
                  {t(`settings.${name}`)}
                </Tabs.Tab>
              )
            })}
          </Tabs.List>
        </div>
        {/* Only that one: a page that fades out beside the next would take half of its room. */}
        <Tabs.Panel
          key={page}
          value={page}
          className="flex min-h-0 min-w-0 grow flex-col gap-4 overflow-y-auto p-5 pt-3 [&>section:not(:first-child)]:border-t [&>section:not(:first-child)]:border-line [&>section:not(:first-child)]:pt-4"
        >
          <Page />
        </Tabs.Panel>
      </Tabs.Root>
    </Dialog>
  )
}
