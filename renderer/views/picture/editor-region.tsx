import type { PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type Handle, handles, type Region } from '../../logic/region.ts'
import type { Size } from '../../logic/zoom.ts'

const places: { readonly [H in Handle]: string } = {
  nw: '-top-1.5 -left-1.5 cursor-nwse-resize',
  n: '-top-1.5 left-1/2 -translate-x-1/2 cursor-ns-resize',
  ne: '-top-1.5 -right-1.5 cursor-nesw-resize',
  e: 'top-1/2 -right-1.5 -translate-y-1/2 cursor-ew-resize',
  se: '-right-1.5 -bottom-1.5 cursor-nwse-resize',
  s: '-bottom-1.5 left-1/2 -translate-x-1/2 cursor-ns-resize',
  sw: '-bottom-1.5 -left-1.5 cursor-nesw-resize',
  w: 'top-1/2 -left-1.5 -translate-y-1/2 cursor-ew-resize',
}

/** The chosen part: all around it is dark. With the tool for it, it can be moved and its edges be dragged. */
export function EditorRegion({
  region,
  picture,
  scale,
  active,
  onGrip,
}: {
  readonly region: Region | undefined
  readonly picture: Size
  readonly scale: number
  readonly active: boolean
  readonly onGrip: (event: PointerEvent, grip: 'move' | Handle) => void
}) {
  const { t } = useTranslation()
  if (region === undefined) return <span className="pointer-events-none absolute inset-0 bg-scrim opacity-50" />
  const { x, y, width, height } = region
  const isWhole = width === picture.width && height === picture.height
  const grip = (event: PointerEvent, what: 'move' | Handle): void => {
    event.stopPropagation()
    onGrip(event, what)
  }
  return (
    <span className="pointer-events-none absolute inset-0">
      <span
        className={`absolute border border-accent ${isWhole ? '' : 'shadow-[0_0_0_9999px_oklch(0_0_0/0.5)]'} ${active && !isWhole ? 'pointer-events-auto cursor-move' : ''}`}
        style={{ left: x * scale, top: y * scale, width: width * scale, height: height * scale }}
        onPointerDown={(event) => grip(event, 'move')}
      >
        <span
          role="status"
          aria-label={t('picture.region', { width, height })}
          className="absolute top-1 left-1 rounded-sm bg-scrim px-1.5 text-xs whitespace-nowrap text-on-scrim tabular-nums"
        >
          {t('picture.size', { width, height })}
        </span>
        {active &&
          handles.map((handle) => (
            <span
              key={handle}
              data-handle={handle}
              className={`pointer-events-auto absolute size-3 rounded-full border-2 border-on-scrim bg-accent ${places[handle]}`}
              onPointerDown={(event) => grip(event, handle)}
            />
          ))}
      </span>
    </span>
  )
}
