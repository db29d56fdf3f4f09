import { Dialog as Base } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mediaAddress } from '../../platform.ts'
import { closeDialog } from '../../state/actions.ts'
import { composerElement } from '../../state/focus.ts'
import { useGallery } from '../../state/gallery.ts'
import { useDragOut } from '../transfers/use-drag-out.ts'
import { LightboxBar } from './lightbox-bar.tsx'
import { useZoom } from './use-zoom.ts'

/** CSS pixels of one press of an arrow key. */
const PAN = 80

/** A picture of a chat as large as the window, and those before and after it. */
export function Lightbox({
  conversation,
  message,
  index,
}: {
  readonly conversation: string
  readonly message: string
  readonly index: number
}) {
  const { t } = useTranslation()
  // Not a ref: the layer's content comes later than this component.
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const { shown, isOpen, hasBefore, hasAfter, step } = useGallery(conversation, message, index)
  const zoom = useZoom(stage, shown)
  // A mouse that drags a larger one moves it about.
  const dragOut = useDragOut(
    shown !== undefined && zoom.isFit ? { id: `${shown.message}.${shown.index}`, canOpen: true } : undefined,
  )
  const go = (by: 1 | -1): void => {
    zoom.reset()
    void step(by)
  }
  const keys = new Map([
    ['ArrowLeft', () => go(-1)],
    ['ArrowRight', () => go(1)],
    ['+', zoom.zoomIn],
    ['=', zoom.zoomIn],
    ['-', zoom.zoomOut],
    ['0', zoom.reset],
    ['1', zoom.actual],
  ])
  const pans = new Map([
    ['ArrowLeft', () => zoom.pan(PAN, 0)],
    ['ArrowRight', () => zoom.pan(-PAN, 0)],
    ['ArrowUp', () => zoom.pan(0, PAN)],
    ['ArrowDown', () => zoom.pan(0, -PAN)],
  ])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const run = (event.shiftKey ? pans.get(event.key) : undefined) ?? keys.get(event.key)
    if (run === undefined) return
    event.preventDefault()
    run()
  }
  /** What had it before: the tile of the picture that is shown now, or of the first one. */
  const giveBack = (): HTMLElement | true =>
    document.querySelector<HTMLElement>(`[data-picture="${shown?.message ?? message}.${shown?.index ?? index}"]`) ??
    document.querySelector<HTMLElement>(`[data-picture="${message}.${index}"]`) ??
    composerElement() ??
    true

  return (
    <Base.Root open onOpenChange={(open) => !open && closeDialog()}>
      <Base.Portal>
        <Base.Popup
          finalFocus={giveBack}
          initialFocus={() => stage ?? true}
          className="fade fixed inset-0 z-30 flex flex-col bg-surface"
          onKeyDown={onKeyDown}
        >
          <LightboxBar picture={shown} conversation={conversation} zoom={zoom} />
          <div className="relative min-h-0 grow">
            <div
              ref={setStage}
              tabIndex={-1}
              className="absolute inset-0 touch-none overflow-hidden bg-side outline-none"
              {...zoom.handlers}
            >
              {shown !== undefined && (
                <img
                  key={`${shown.message}.${shown.index}`}
                  src={mediaAddress(shown.message, shown.index)}
                  alt={t('picture.alt_own', { name: shown.name })}
                  draggable={false}
                  {...dragOut}
                  onPointerDown={(event) => {
                    // The system that drags the file keeps the end of it to itself.
                    if (dragOut.draggable && event.pointerType === 'mouse') event.stopPropagation()
                  }}
                  width={shown.width}
                  height={shown.height}
                  className={`absolute top-1/2 left-1/2 max-w-none select-none ${zoom.placement.scale > 2 ? '[image-rendering:pixelated]' : ''}`}
                  style={{
                    transform: `translate(-50%, -50%) translate(${zoom.placement.x}px, ${zoom.placement.y}px) scale(${zoom.placement.scale})`,
                  }}
                />
              )}
              {isOpen && shown === undefined && (
                <p className="p-6 text-center text-sm text-muted">{t('picture.gone')}</p>
              )}
            </div>
            <Arrow label={t('picture.previous')} side="left" shown={hasBefore} onClick={() => go(-1)} />
            <Arrow label={t('picture.next')} side="right" shown={hasAfter} onClick={() => go(1)} />
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function Arrow({
  label,
  side,
  shown,
  onClick,
}: {
  readonly label: string
  readonly side: 'left' | 'right'
  readonly shown: boolean
  readonly onClick: () => void
}) {
  const Icon = side === 'left' ? ChevronLeft : ChevronRight
  return (
    <button
      type="button"
      aria-label={label}
      disabled={!shown}
      className={`surface-overlay absolute top-1/2 flex size-10 -translate-y-1/2 items-center justify-center rounded-full! disabled:invisible ${side === 'left' ? 'left-3' : 'right-3'}`}
      onClick={onClick}
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  )
}
