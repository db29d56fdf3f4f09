import { useEffect, useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { applyLanguage } from '../locales/i18n.ts'
import { seesWholeComputer, startProblem } from '../platform.ts'
import { useMedia, useSettings } from '../state/hooks.ts'
import { watchIdleness } from '../state/idle.ts'
import { followLastChat } from '../state/last-chat.ts'
import { settleNotice } from '../state/notices.ts'
import { useView } from '../state/store.ts'
import { Banners } from './banners.tsx'
import { ChatPane } from './chat/chat-pane.tsx'
import { DetailsPanel } from './details/details-panel.tsx'
import { Dialogs } from './dialogs/dialogs.tsx'
import { LiveRegion } from './live-region.tsx'
import { NoticeLine } from './notice.tsx'
import { StartProblemPage, WaitingPage } from './problem.tsx'
import { NARROWEST, useSidebarWidth } from './sidebar/resizer.tsx'
import { Sidebar } from './sidebar/sidebar.tsx'
import { useDrop } from './use-drop.ts'
import { useKeyboard } from './use-keyboard.ts'
import { useNudge } from './use-nudge.ts'
import { useShellCommands } from './use-shell-commands.ts'
import { useTypeAnywhere } from './use-type-anywhere.ts'
import { useUnreadMark } from './use-unread-mark.ts'
import { Welcome } from './welcome.tsx'

export function App() {
  const host = useView((state) => state.host)
  useLook()
  useUnreadMark()
  if (startProblem !== undefined) return <StartProblemPage problem={startProblem} />
  if (host === undefined) return <WaitingPage />
  if (host.settings.name === '') return <Welcome self={host.self} settings={host.settings} />
  return <Frame />
}

function Frame() {
  const { t } = useTranslation()
  useKeyboard()
  useTypeAnywhere()
  useShellCommands()
  useEffect(() => (seesWholeComputer ? undefined : watchIdleness()), [])
  useDrop()
  useLayoutEffect(followLastChat, [])
  useNudge()
  const narrow = useMedia('(max-width: 719px)')
  const roomy = useMedia('(min-width: 1100px)')
  const beside = useMedia('(min-width: 860px)')
  // With three panes in a window of middle size the list gives way, not the chat.
  const squeezed = useView((state) => state.details !== 'closed') && !roomy
  // In a narrow window the list of transfers, like a chat, takes the place of the sidebar.
  const mainOpen = useView(
    (state) => state.selected !== undefined || state.details === 'transfers' || state.details === 'starred',
  )
  const { width, handle } = useSidebarWidth()

  useEffect(() => {
    window.addEventListener('pagehide', settleNotice)
    return () => window.removeEventListener('pagehide', settleNotice)
  }, [])

  return (
    <div className="flex h-full flex-col">
      <Banners />
      <div className="flex min-h-0 grow">
        {!(narrow && mainOpen) && (
          <div
            className={`min-w-0 shrink-0 ${squeezed && !narrow ? 'border-r border-line' : ''}`}
            style={{ width: narrow ? '100%' : squeezed ? NARROWEST : width }}
          >
            <Sidebar handle={narrow || squeezed ? null : handle} />
          </div>
        )}
        {(!narrow || mainOpen) && (
          <main className="relative flex min-w-0 grow">
            {narrow && <h1 className="sr-only">{t('app.name')}</h1>}
            <div className="min-w-0 grow">
              <ChatPane narrow={narrow} />
            </div>
            <DetailsPanel over={!beside} />
          </main>
        )}
      </div>
      <Dialogs />
      <NoticeLine />
      <LiveRegion />
    </div>
  )
}

/** Language, theme, contrast and text size of the settings, on the root element before the first paint. */
function useLook(): void {
  const { language, theme, textSize } = useSettings()
  const more = useMedia('(prefers-contrast: more)')
  useLayoutEffect(() => applyLanguage(language), [language])
  useLayoutEffect(() => {
    const root = document.documentElement
    const contrast = theme === 'high-contrast' || (theme === 'system' && more)
    root.toggleAttribute('data-contrast', contrast)
    if (contrast) root.setAttribute('data-contrast', 'more')
    if (theme === 'light' || theme === 'dark') root.setAttribute('data-theme', theme)
    else root.removeAttribute('data-theme')
    root.style.setProperty('--text-size', String(textSize))
  }, [theme, more, textSize])
}
