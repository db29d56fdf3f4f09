import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Point } from '../../logic/zoom.ts'
import { fontOf, lineHeightOf } from './paint.ts'

/** Words on the picture, where they will stand. Enter ends them unless an input method has it; Shift+Enter breaks the line. */
export function EditorText({
  at,
  scale,
  stroke,
  onEnd,
}: {
  readonly at: Point
  readonly scale: number
  readonly stroke: { readonly colour: string; readonly width: number }
  readonly onEnd: (text: string) => void
}) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const ended = useRef(false)
  useEffect(() => field.current?.focus(), [])
  const end = (text: string): void => {
    if (ended.current) return
    ended.current = true
    onEnd(text)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    event.stopPropagation()
    // 229 is what Chromium reports for the key that ends a composition.
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      end('')
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      end(event.currentTarget.value)
    }
  }
  return (
    <textarea
      ref={field}
      rows={1}
      aria-label={t('picture.text_label')}
      className="absolute resize-none overflow-hidden border border-dashed select-text border-accent bg-transparent p-0 whitespace-pre [field-sizing:content]"
      style={{
        left: at.x * scale - 1,
        top: at.y * scale - 1,
        font: fontOf(stroke.width * scale),
        lineHeight: `${lineHeightOf(stroke.width * scale)}px`,
        color: stroke.colour,
        minWidth: '2em',
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={(event) => end(event.currentTarget.value)}
    />
  )
}
