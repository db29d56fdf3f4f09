/** What no page of this application may do, whatever it contains: decided here once, for every web contents and the one session. */
import { app, type Session, type WebContents } from 'electron'
import { appOrigin } from './scheme.ts'

type Log = (line: string) => void

/** Schemes that a page may load from. Nothing here reaches a network. */
const ownSchemes: ReadonlySet<string> = new Set([new URL(appOrigin).protocol, 'data:', 'blob:', 'devtools:'])

/** Copying a message is the only thing that needs a permission. */
const isPermitted = (permission: string, address: string): boolean =>
  permission === 'clipboard-sanitized-write' && isOurs(address)

/** An origin with its slash, or the address of a whole page. */
function isOurs(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && `${url.protocol}//${url.host}` === appOrigin
}

function hardenContents(contents: WebContents, log: Log): void {
  contents.on('will-frame-navigate', (details) => {
    // The page loads itself again.
    if (details.isMainFrame && details.url === contents.getURL() && isOurs(details.url)) return
    details.preventDefault()
    log(`navigation refused: ${details.url.slice(0, 200)}`)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler((details) => {
    log(`window refused: ${details.url.slice(0, 200)}`)
    return { action: 'deny' }
  })
}

/** Applies to every web contents that is made from now on. */
export function hardenEveryPage(log: Log): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, log))
}

/** No remote content, no permissions, no devices, no downloads but of what our own page made (a picture that was drawn on). */
export function hardenSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(isPermitted(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${appOrigin}/`)) event.preventDefault()
  })
  session.webRequest.onBeforeRequest((details, decide) => {
    const cancel = !ownSchemes.has(URL.parse(details.url)?.protocol ?? '')
    if (cancel) log(`request refused: ${details.url.slice(0, 200)}`)
    decide({ cancel })
  })
}
