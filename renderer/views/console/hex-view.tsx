import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bytesWidth, fittingLength, hexLine, type LineLength, lineCount } from '../../logic/hex-lines.ts'
import { useSettings } from '../../state/hooks.ts'

/** Signs that are measured at once: of one alone a fraction of a pixel would count too much. */
const PROBED = 100
/** Of the box, at both sides together. */
const PADDING = 16

interface Props {
  readonly hex: string
  /** Bytes that are marked, the last one not included. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Offset, bytes and what of them is ASCII; of a datagram of 64 KiB only the lines that are seen exist. */
export function HexView({ hex, from = -1, to = -1 }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const length = useLength(scroller, probe)
  const height = Math.round(18 * (useSettings().textSize / 100))
  const lines = useVirtualizer({
    count: lineCount(hex, length),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
  })
  useEffect(() => {
    if (from >= 0) lines.scrollToIndex(Math.floor(from / length))
  }, [lines, from, length])
  return (
    <section
      ref={scroller}
      aria-label={t('console.hex')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse could not read its end.
      tabIndex={0}
      className="max-h-72 min-h-24 shrink-0 overflow-auto rounded-sm border border-line bg-side p-2 font-mono text-xs select-text"
    >
      <span aria-hidden="true" className="block size-0 overflow-hidden">
        <span ref={probe} className="block" style={{ width: `${PROBED}ch` }} />
      </span>
      <div className="relative w-max min-w-full" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start, size }) => {
          const { offset, bytes, text } = hexLine(hex, index, length)
          const begin = Math.min(Math.max(from - offset, 0), bytes.length)
          const end = Math.max(begin, Math.min(to - offset, bytes.length))
          const cells = bytes.map((byte, place) => (place === length / 2 ? ` ${byte} ` : `${byte} `))
          return (
            <div
              key={index}
              className="absolute top-0 flex gap-3 whitespace-pre"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <span className="text-muted">{offset.toString(16).padStart(4, '0')}</span>
              <Marked
                before={cells.slice(0, begin).join('')}
                marked={cells.slice(begin, end).join('')}
                // As long in the last line: what stands behind it stays in its column.
                after={cells
                  .slice(end)
                  .join('')
                  .padEnd(bytesWidth(length) - cells.slice(0, end).join('').length)}
              />
              <Marked before={text.slice(0, begin)} marked={text.slice(begin, end)} after={text.slice(end)} />
            </div>
          )
        })}
      </div>
    </section>
  )
}

/** How many bytes a line has room for, whatever the window and the size of the text are. */
function useLength(scroller: RefObject<HTMLElement | null>, probe: RefObject<HTMLElement | null>): LineLength {
  const [length, setLength] = useState<LineLength>(8)
  useLayoutEffect(() => {
    const box = scroller.current
    const signs = probe.current
    if (box === null || signs === null) return
    const measure = (): void => setLength(fittingLength((box.clientWidth - PADDING) / (signs.offsetWidth / PROBED)))
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    observer.observe(signs)
    measure()
    return () => observer.disconnect()
  }, [scroller, probe])
  return length
}

function Marked({
  before,
  marked,
  after,
}: {
  readonly before: string
  readonly marked: string
  readonly after: string
}) {
  return (
    <span>
      {before}
      {marked !== '' && (
        <mark data-marked className="bg-mark text-text">
          {marked}
        </mark>
      )}
      {after}
    </span>
  )
}
