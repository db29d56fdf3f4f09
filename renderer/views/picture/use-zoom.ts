import { type PointerEvent, useEffect, useEffectEvent, useRef, useState } from 'react'
import { clamp, fitScale, fitted, type Placement, type Point, type Size, zoomAt } from '../../logic/zoom.ts'

/** One notch of a wheel, and one key. */
const STEP = 1.25
/** A wheel's notch is a hundred; a pinch on a touch pad sends small ones with Control. */
const WHEEL = 0.0022
const PINCH = 0.012

const middle: Point = { x: 0, y: 0 }

/** Wheel, keys, pinch and drag over `stage`; a new picture begins whole. */
export function useZoom(stage: HTMLElement | null, picture: Size | undefined) {
  const [room, setRoom] = useState<Size>({ width: 1, height: 1 })
  const [placement, setPlacement] = useState<Placement>()
  const pointers = useRef(new Map<number, Point>())
  const size = picture ?? { width: 1, height: 1 }
  const current = placement ?? fitted(size, room)

  const measure = useEffectEvent((): void => {
    const box = stage?.getBoundingClientRect()
    if (box !== undefined) setRoom({ width: box.width, height: box.height })
  })
  const zoom = (factor: number, point: Point = middle): void => setPlacement(zoomAt(current, factor, point, size, room))
  const pan = (x: number, y: number): void =>
    setPlacement(clamp({ ...current, x: current.x + x, y: current.y + y }, size, room))

  const pointOf = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const box = stage?.getBoundingClientRect()
    if (box === undefined) return middle
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 }
  }
  const onWheel = useEffectEvent((event: WheelEvent): void => {
    event.preventDefault()
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? PINCH : WHEEL)), pointOf(event))
  })

  useEffect(() => {
    if (stage === null) return
    measure()
    const observer = new ResizeObserver(() => measure())
    observer.observe(stage)
    const wheel = (event: WheelEvent): void => onWheel(event)
    // React's own listener is passive: the page would zoom as well.
    stage.addEventListener('wheel', wheel, { passive: false })
    return () => {
      observer.disconnect()
      stage.removeEventListener('wheel', wheel)
    }
  }, [stage])

  const onPointerMove = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId)
    if (before === undefined) return
    const point = pointOf(event)
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
    pointers.current.set(event.pointerId, point)
    if (other === undefined) return pan(point.x - before.x, point.y - before.y)
    const apart = (one: Point): number => Math.hypot(one.x - other.x, one.y - other.y) || 1
    zoom(apart(point) / apart(before), { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 })
  }
  const letGo = (event: PointerEvent): void => void pointers.current.delete(event.pointerId)

  return {
    placement: current,
    isFit: placement === undefined || placement.scale === fitScale(size, room),
    zoomIn: () => zoom(STEP),
    zoomOut: () => zoom(1 / STEP),
    pan,
    /** Forgets what the user did: the whole picture again. */
    reset: () => setPlacement(undefined),
    /** One dot of the picture on one of the page. */
    actual: () => setPlacement(clamp({ scale: 1, x: 0, y: 0 }, size, room)),
    handlers: {
      onPointerDown: (event: PointerEvent): void => {
        event.currentTarget.setPointerCapture(event.pointerId)
        pointers.current.set(event.pointerId, pointOf(event))
      },
      onPointerMove,
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  } as const
}
