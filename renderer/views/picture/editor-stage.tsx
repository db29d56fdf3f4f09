import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Drawing, dragged, type Shape, shapeAt } from '../../logic/drawing.ts'
import { type Handle, moved, type Region, regionBetween, resized } from '../../logic/region.ts'
import { fitScale, type Point, type Size } from '../../logic/zoom.ts'
import { EditorRegion } from './editor-region.tsx'
import { EditorText } from './editor-text.tsx'
import type { Pen } from './editor-tools.tsx'
import { paint } from './paint.ts'

/** What a drag does, from its first point on. */
type Drag =
  | { readonly kind: 'shape'; readonly shape: Shape }
  | { readonly kind: 'new'; readonly from: Point; readonly region: Region }
  | { readonly kind: 'move' | Handle; readonly from: Point; readonly before: Region; readonly region: Region }

/** The picture, what was drawn on it, and what is being drawn. A dot of the picture is never larger than one of the screen. */
export function EditorStage({
  stage,
  picture,
  drawing,
  pen,
  onShape,
  onRegion,
  onWriting,
  onDone,
}: {
  readonly stage: RefObject<HTMLDivElement | null>
  readonly picture: ImageBitmap
  readonly drawing: Drawing
  readonly pen: Pen
  readonly onShape: (shape: Shape) => void
  readonly onRegion: (region: Region) => void
  readonly onWriting: (writing: boolean) => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const leaves = useRef(false)
  const [room, setRoom] = useState<Size>()
  const [drag, setDrag] = useState<Drag>()
  const [text, setText] = useState<Point>()
  const dots = { width: picture.width / devicePixelRatio, height: picture.height / devicePixelRatio }
  const scale = room === undefined ? 1 / devicePixelRatio : fitScale(dots, room) / devicePixelRatio
  // Lines are as thick on the screen as they are named, however small the picture is shown.
  const stroke = { colour: pen.colour, width: Math.round(pen.width / Math.min(1, scale)) }
  const region = drag !== undefined && drag.kind !== 'shape' ? drag.region : drawing.region

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true })
    if (context === null || context === undefined) return
    paint(context, picture, drag?.kind === 'shape' ? [...drawing.shapes, drag.shape] : drawing.shapes)
  }, [picture, drawing.shapes, drag])

  useEffect(() => {
    const element = stage.current?.parentElement
    if (element === null || element === undefined) return
    const observer = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect))
    observer.observe(element)
    return () => observer.disconnect()
  }, [stage])

  const pointOf = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = canvas.current?.getBoundingClientRect()
    return { x: (event.clientX - (box?.left ?? 0)) / scale, y: (event.clientY - (box?.top ?? 0)) / scale }
  }

  const begin = (event: PointerEvent, grip?: 'move' | Handle) => {
    if (event.button !== 0) return
    // A press beside the field of a text leaves it, and is nothing else.
    leaves.current = text !== undefined
    if (leaves.current) return
    const at = pointOf(event)
    stage.current?.setPointerCapture(event.pointerId)
    if (grip !== undefined && drawing.region !== undefined)
      return setDrag({ kind: grip, from: at, before: drawing.region, region: drawing.region })
    if (pen.tool === 'select') return setDrag({ kind: 'new', from: at, region: regionBetween(at, at, picture) })
    const shape = shapeAt(pen.tool, at, stroke, drawing)
    if (shape !== undefined) setDrag({ kind: 'shape', shape })
  }
  const move = (event: PointerEvent) => {
    if (drag === undefined) return
    const at = pointOf(event)
    if (drag.kind === 'shape') return setDrag({ kind: 'shape', shape: dragged(drag.shape, at, event.shiftKey) })
    if (drag.kind === 'new') return setDrag({ ...drag, region: regionBetween(drag.from, at, picture) })
    const by = { x: at.x - drag.from.x, y: at.y - drag.from.y }
    const to = drag.kind === 'move' ? moved(drag.before, by, picture) : resized(drag.before, drag.kind, by, picture)
    setDrag({ ...drag, region: to })
  }
  const end = (event: PointerEvent): void => {
    // Only now: the press moves the focus, and a new field would lose it at once.
    if (pen.tool === 'text' && drag === undefined && !leaves.current) {
      onWriting(true)
      setText(pointOf(event))
    }
    setDrag(undefined)
    if (drag?.kind === 'shape') onShape(drag.shape)
    // A click is no part of a picture.
    else if (drag !== undefined && (drag.kind !== 'new' || drag.region.width * drag.region.height > 16)) {
      if (drag.region !== drawing.region) onRegion(drag.region)
    }
  }

  return (
    <div className="relative min-h-0 grow overflow-hidden bg-side">
      <div
        ref={stage}
        tabIndex={-1}
        role="application"
        aria-label={t('picture.stage')}
        aria-describedby={region === undefined ? 'picture-hint' : undefined}
        className={`absolute top-1/2 left-1/2 -translate-1/2 touch-none outline-none select-none ${pen.tool === 'text' ? 'cursor-text' : 'cursor-crosshair'}`}
        style={{ width: picture.width * scale, height: picture.height * scale }}
        onPointerDown={(event) => begin(event)}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => setDrag(undefined)}
        onDoubleClick={() => pen.tool === 'select' && onDone()}
      >
        <canvas ref={canvas} width={picture.width} height={picture.height} className="size-full" />
        <EditorRegion region={region} picture={picture} scale={scale} active={pen.tool === 'select'} onGrip={begin} />
        {text !== undefined && (
          <EditorText
            at={text}
            scale={scale}
            stroke={stroke}
            onEnd={(words) => {
              setText(undefined)
              onWriting(false)
              onShape({ kind: 'text', at: text, text: words, ...stroke })
              stage.current?.focus()
            }}
          />
        )}
      </div>
      {region === undefined && (
        <p
          id="picture-hint"
          className="pointer-events-none absolute top-3 left-1/2 -translate-x-1/2 rounded-full bg-scrim px-3 py-1 text-sm text-on-scrim"
        >
          {t('picture.editor_hint')}
        </p>
      )}
    </div>
  )
}
