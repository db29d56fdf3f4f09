import { File, Folder, Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton, iconButton } from '../../parts/button.tsx'
import { ButtonMenu } from '../../parts/menu.tsx'
import { canSendFolders, chooseFoldersToSend } from '../../platform.ts'
import { attachFiles, attachStaged } from '../../state/attachments.ts'
import { focusComposer } from '../../state/focus.ts'
import { notify } from '../../state/notices.ts'
import { useOff } from '../../state/policy.ts'

/** Files, and folders where the window can ask for them. Ctrl+O finds the hidden field by its mark. */
export function AttachButton({ chat }: { readonly chat: string }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  /** For which chat the files are chosen, whichever is open when they are. */
  const asked = useRef(chat)
  const pickFiles = (): void => field.current?.click()
  const pickFolders = async (): Promise<void> => {
    const chosen = await chooseFoldersToSend()
    if (chosen.ok) attachStaged(chat, chosen.value)
    else notify(t('attach.folder_failed'))
    focusComposer()
  }
  if (useOff('send-files') !== undefined) return null
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        data-attach=""
        aria-label={t('attach.files')}
        onClick={() => {
          asked.current = chat
        }}
        onChange={(event) => {
          attachFiles(asked.current, [...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
          focusComposer()
        }}
      />
      {canSendFolders ? (
        <ButtonMenu
          align="start"
          trigger={
            <button type="button" aria-label={t('attach.label')} className={iconButton}>
              <Paperclip size={18} aria-hidden="true" />
            </button>
          }
          entries={[
            { key: 'files', label: t('attach.files'), icon: <File size={16} />, run: pickFiles },
            { key: 'folder', label: t('attach.folder'), icon: <Folder size={16} />, run: () => void pickFolders() },
          ]}
        />
      ) : (
        <IconButton label={t('attach.files')} onClick={pickFiles}>
          <Paperclip size={18} aria-hidden="true" />
        </IconButton>
      )}
    </>
  )
}
