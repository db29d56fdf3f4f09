import { Dialog as Base } from '@base-ui/react/dialog'
import { Copy, Download, ExternalLink, FolderOpen, Maximize, MessageSquareText, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownPicture } from '../../../shared/model/picture.ts'
import { fullTime, percent } from '../../logic/dates.ts'
import { errorKey } from '../../logic/errors.ts'
import { IconButton, iconButton } from '../../parts/button.tsx'
import { FileName } from '../../parts/file-name.tsx'
import { closeDialog, openChat } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { copyShown, saveShown } from '../../state/picture-actions.ts'
import { useAbilities } from '../../state/transfers.ts'
import type { useZoom } from './use-zoom.ts'

/** What the picture is, and what can be done with it. */
export function LightboxBar({
  picture,
  conversation,
  zoom,
}: {
  readonly picture: ShownPicture | undefined
  readonly conversation: string
  readonly zoom: ReturnType<typeof useZoom>
}) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-2">
      <div className="flex min-w-0 grow basis-48 flex-col">
        <Base.Title className="min-w-0 text-sm font-medium">
          <FileName name={picture?.name ?? t('file.image')} />
        </Base.Title>
        <p className="truncate text-xs text-muted tabular-nums">
          {picture !== undefined &&
            `${fullTime(picture.at, language)} · ${t('picture.size', { width: picture.width, height: picture.height })}`}
        </p>
      </div>
      <div className="flex items-center">
        <IconButton label={t('picture.zoom_out')} onClick={zoom.zoomOut}>
          <ZoomOut size={18} aria-hidden="true" />
        </IconButton>
        <button
          type="button"
          aria-label={t('picture.actual', { zoom: percent(zoom.placement.scale, language) })}
          className="min-h-9 min-w-12 rounded-sm px-1 text-sm text-muted tabular-nums hover:bg-hover"
          onClick={zoom.isFit ? zoom.actual : zoom.reset}
        >
          {percent(zoom.placement.scale, language)}
        </button>
        <IconButton label={t('picture.zoom_in')} onClick={zoom.zoomIn}>
          <ZoomIn size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={t('picture.fit')} onClick={zoom.reset} disabled={zoom.isFit}>
          <Maximize size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {picture !== undefined && <Actions picture={picture} conversation={conversation} />}
      <Base.Close className={iconButton} aria-label={t('common.close')}>
        <X size={18} aria-hidden="true" />
      </Base.Close>
    </div>
  )
}

function Actions({ picture, conversation }: { readonly picture: ShownPicture; readonly conversation: string }) {
  const { t } = useTranslation()
  const { open } = useAbilities()
  const id = `${picture.message}.${picture.index}`
  const copy = async (): Promise<void> =>
    void notify(t((await copyShown(picture)) ? 'picture.copied' : 'picture.not_copied'))
  const orSay = async (outcome: ReturnType<typeof saveShown>): Promise<void> => {
    const done = await outcome
    if (done.ok) return
    const problem = errorKey(done.error)
    notify(t(problem.key, { detail: problem.detail }))
  }
  return (
    <div className="flex items-center">
      <IconButton label={t('picture.copy')} onClick={() => void copy()}>
        <Copy size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('picture.save')} onClick={() => void orSay(saveShown(picture))}>
        <Download size={18} aria-hidden="true" />
      </IconButton>
      {open && (
        <>
          <IconButton
            label={t('transfer.action.open')}
            onClick={() => void orSay(call('openTransfer', { id, show: false }))}
          >
            <ExternalLink size={18} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t('transfer.action.show')}
            onClick={() => void orSay(call('openTransfer', { id, show: true }))}
          >
            <FolderOpen size={18} aria-hidden="true" />
          </IconButton>
        </>
      )}
      <IconButton
        label={t('picture.in_chat')}
        onClick={() => {
          closeDialog()
          void openChat(conversation, picture.message)
        }}
      >
        <MessageSquareText size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
