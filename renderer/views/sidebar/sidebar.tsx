import { Tabs } from '@base-ui/react/tabs'
import { RefreshCw, UserRoundPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../parts/button.tsx'
import { lookAgain, openDialog } from '../../state/actions.ts'
import { set, useView } from '../../state/store.ts'
import { ChatList } from './chat-list.tsx'
import { Me } from './me.tsx'
import { PeopleList } from './people-list.tsx'
import { QuietLine } from './quiet-line.tsx'
import { SearchField } from './search-field.tsx'
import { SearchResults } from './search-results.tsx'

const tab =
  'relative grow rounded-sm px-1.5 py-1.5 whitespace-nowrap text-sm font-medium text-muted hover:text-text data-active:bg-field data-active:text-text in-data-[contrast=more]:data-active:underline'

/** `handle` is the edge with which its width is changed. */
export function Sidebar({ handle }: { readonly handle: ReactNode }) {
  const { t } = useTranslation()
  const current = useView((state) => state.tab)
  const searching = useView((state) => state.query.trim() !== '')
  const online = useView((state) => {
    let count = 0
    for (const peer of state.peers.values()) if (peer.presence !== 'offline') count += 1
    return count
  })
  return (
    <nav className="relative flex h-full flex-col bg-side" aria-label={t('sidebar.label')} data-pane="sidebar">
      <h1 className="sr-only">{t('app.name')}</h1>
      <Me />
      <QuietLine />
      <SearchField />
      {searching ? (
        <SearchResults />
      ) : (
        <Tabs.Root
          value={current}
          onValueChange={(value) => set({ tab: value === 'people' ? 'people' : 'chats' })}
          className="flex min-h-0 grow flex-col"
        >
          <div className="flex flex-wrap items-center gap-x-1 px-3 pb-2">
            <Tabs.List className="flex grow gap-1" activateOnFocus>
              <Tabs.Tab value="chats" className={tab}>
                {t('sidebar.chats')}
              </Tabs.Tab>
              <Tabs.Tab value="people" className={tab}>
                {t('sidebar.people_count', { online })}
              </Tabs.Tab>
            </Tabs.List>
            <div className="ml-auto flex">
              <IconButton
                label={t('sidebar.refresh')}
                className="size-7"
                onClick={() => void lookAgain(t('sidebar.refreshed'))}
              >
                <RefreshCw size={16} aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t('sidebar.add_address')}
                className="size-7"
                onClick={() => openDialog({ kind: 'add-address' })}
              >
                <UserRoundPlus size={16} aria-hidden="true" />
              </IconButton>
            </div>
          </div>
          <Tabs.Panel value="chats" className="min-h-0 grow" tabIndex={-1}>
            <ChatList />
          </Tabs.Panel>
          <Tabs.Panel value="people" className="min-h-0 grow" tabIndex={-1}>
            <PeopleList />
          </Tabs.Panel>
        </Tabs.Root>
      )}
      {handle}
    </nav>
  )
}
