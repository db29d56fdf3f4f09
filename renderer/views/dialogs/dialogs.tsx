import { assertNever } from '../../../shared/result.ts'
import { useView } from '../../state/store.ts'
import { Lightbox } from '../picture/lightbox.tsx'
import { AbsenceDialog } from './absence-dialog.tsx'
import { AddAddressDialog } from './add-address-dialog.tsx'
import { AliasDialog } from './alias-dialog.tsx'
import { CodePageDialog } from './code-page-dialog.tsx'
import { ForwardDialog } from './forward-dialog.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { RecipientsDialog } from './recipients/recipients-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'

/** At most one dialog at a time. */
export function Dialogs() {
  const dialog = useView((state) => state.dialog)
  if (dialog === undefined) return null
  switch (dialog.kind) {
    case 'settings':
      return <SettingsDialog page={dialog.page} />
    case 'add-address':
      return <AddAddressDialog />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'recipients':
      return <RecipientsDialog />
    case 'absence':
      return <AbsenceDialog />
    case 'alias':
      return <AliasDialog peer={dialog.peer} />
    case 'picture':
      return <Lightbox conversation={dialog.conversation} message={dialog.message} index={dialog.index} />
    case 'message':
      return <MessageDialog conversation={dialog.conversation} id={dialog.message} />
    case 'code-page':
      return <CodePageDialog conversation={dialog.conversation} id={dialog.message} />
    case 'forward':
      return <ForwardDialog messages={dialog.messages} />
    default:
      return assertNever(dialog)
  }
}
