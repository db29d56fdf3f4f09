import './channel.ts'
import './strict.ts'
import './styles/app.css'
import './locales/i18n.ts'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startProblem } from './platform.ts'
import { keepConnected } from './state/host.ts'
import { App } from './views/app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

if (startProblem === undefined) keepConnected()
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <App />
      </Tooltip.Provider>
    </CSPProvider>
  </StrictMode>,
)
