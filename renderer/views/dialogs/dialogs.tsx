import { assertNever } from '../../../shared/result.ts'
import { useView } from '../../state/store.ts'
import { ConsoleDialog } from '../console/console-dialog.tsx'
import { DoctorDialog } from '../doctor/doctor-dialog.tsx'
import { InviteDialog } from '../group/invite-dialog.tsx'
import { JoinDialog } from '../group/join-dialog.tsx'
import { ClearDialog } from '../history/clear-dialog.tsx'
import { ExportDialog } from '../history/export-dialog.tsx'
import { Editor } from '../picture/editor.tsx'
import { Lightbox } from '../picture/lightbox.tsx'
import { KeysDialog } from '../trust/keys-dialog.tsx'
import { AbsenceDialog } from './absence-dialog.tsx'
import { AddAddressDialog } from './add-address-dialog.tsx'
import { AliasDialog } from './alias-dialog.tsx'
import { CodePageDialog } from './code-page-dialog.tsx'
import { ForgetDialog, ForgetOldDialog } from './forget-dialog.tsx'
import { ForwardDialog } from './forward-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { MyPictureDialog, PictureDialog } from './picture-dialog.tsx'
import { RecipientsDialog } from './recipients/recipients-dialog.tsx'
import { SettingsDialog } from './settings-dialog.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'

const nobody: readonly string[] = []

/** At most one dialog at a time. */
export function Dialogs() {
  const dialog = useView((state) => state.dialog)
  if (dialog === undefined) return null
  switch (dialog.kind) {
    case 'settings':
      return <SettingsDialog page={dialog.page} />
    case 'add-address':
      return <AddAddressDialog />
    case 'doctor':
      return <DoctorDialog key={dialog.peer ?? ''} peer={dialog.peer} />
    case 'console':
      return <ConsoleDialog />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'recipients':
      return <RecipientsDialog to={dialog.to ?? nobody} />
    case 'absence':
      return <AbsenceDialog />
    case 'alias':
      return <AliasDialog peer={dialog.peer} />
    case 'drawing':
      return <Editor />
    case 'picture':
      return <Lightbox conversation={dialog.conversation} message={dialog.message} index={dialog.index} />
    case 'keys':
      return <KeysDialog key={dialog.peer} peer={dialog.peer} />
    case 'note':
      return <NoteDialog peer={dialog.peer} />
    case 'person-picture':
      return <PictureDialog peer={dialog.peer} />
    case 'my-picture':
      return <MyPictureDialog />
    case 'group-invite':
      return <InviteDialog group={dialog.group} />
    case 'group-join':
      return <JoinDialog />
    case 'merge':
      return <MergeDialog key={dialog.other} peer={dialog.peer} other={dialog.other} />
    case 'forget':
      return <ForgetDialog peer={dialog.peer} />
    case 'forget-old':
      return <ForgetOldDialog />
    case 'message':
      return <MessageDialog conversation={dialog.conversation} id={dialog.message} />
    case 'code-page':
      return <CodePageDialog conversation={dialog.conversation} id={dialog.message} />
    case 'forward':
      return <ForwardDialog messages={dialog.messages} />
    case 'export':
      return <ExportDialog conversation={dialog.conversation} />
    case 'clear':
      return <ClearDialog conversation={dialog.conversation} forget={dialog.forget} />
    default:
      return assertNever(dialog)
  }
}
