import { useEffect, useEffectEvent, useRef } from 'react'
import type { Picture } from '../../../shared/model/picture.ts'
import type { Size } from '../../logic/zoom.ts'
import { useMedia } from '../../state/hooks.ts'

/** Types that can move. */
const MOVING: readonly (Picture['type'] | undefined)[] = ['gif', 'webp']

/** Whether to show only the first picture of it, because the user wants nothing to move. */
export const useStill = (type: Picture['type'] | undefined): boolean =>
  useMedia('(prefers-reduced-motion: reduce)') && MOVING.includes(type)

/** The first picture of an animation. */
export function StillPicture({
  address,
  alt,
  size,
  className,
  onGone,
}: {
  readonly address: string
  readonly alt: string
  readonly size: Size
  readonly className: string
  readonly onGone: () => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const gone = useEffectEvent(onGone)
  useEffect(() => {
    const image = new Image()
    const draw = (): void => {
      const target = canvas.current
      if (target === null) return
      const scale = Math.max(target.width / image.naturalWidth, target.height / image.naturalHeight)
      const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale]
      target.getContext('2d')?.drawImage(image, (target.width - width) / 2, 0, width, height)
    }
    image.addEventListener('load', draw)
    image.addEventListener('error', () => gone())
    image.src = address
    return () => image.removeEventListener('load', draw)
  }, [address])
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={alt}
      width={Math.round(size.width * devicePixelRatio)}
      height={Math.round(size.height * devicePixelRatio)}
      className={className}
    />
  )
}
