import { useEffect } from 'react'
import type { ShellCommand } from '../../shared/api/bridge.ts'
import { onShellCommand } from '../platform.ts'
import { openSettings } from '../state/actions.ts'
import { sharedCommands } from './use-keyboard.ts'

const commands: { readonly [C in ShellCommand]: () => void } = {
  ...sharedCommands,
  about: () => openSettings('about'),
}

/** What was chosen outside of the page: in menus and lists of the system, and with keys that work in every program. */
export function useShellCommands(): void {
  useEffect(() => onShellCommand((command) => commands[command]()), [])
}
