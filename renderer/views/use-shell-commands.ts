import { useEffect } from 'react'
import type { ShellCommand } from '../../shared/api/bridge.ts'
import { onShellCommand } from '../platform.ts'
import { openDialog, openSettings } from '../state/actions.ts'

const commands: { readonly [C in ShellCommand]: () => void } = {
  capture: () => document.querySelector<HTMLElement>('[data-capture]')?.click(),
  'new-message': () => openDialog({ kind: 'recipients' }),
  settings: () => openSettings(),
  about: () => openSettings('about'),
  shortcuts: () => openDialog({ kind: 'shortcuts' }),
}

/** What was chosen outside of the page: in menus and lists of the system, and with keys that work in every program. */
export function useShellCommands(): void {
  useEffect(() => onShellCommand((command) => commands[command]()), [])
}
