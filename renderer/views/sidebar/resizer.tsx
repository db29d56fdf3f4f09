import { type PointerEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSettings } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'

export const NARROWEST = 240
const WIDEST = 420
const STEP = 12

const clamp = (width: number): number => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)))

/** The width while it is dragged, else the one of the settings; and the handle between the panes. */
export function useSidebarWidth(): { readonly width: number; readonly handle: React.ReactNode } {
  const { t } = useTranslation()
  const saved = useSettings().sidebarWidth
  const [dragged, setDragged] = useState<number>()
  const start = useRef({ x: 0, width: 0 })
  const width = dragged ?? saved

  const save = async (next: number): Promise<void> => {
    setDragged(next)
    await call('setSettings', { sidebarWidth: next })
    setDragged(undefined)
  }
  const move = (event: PointerEvent): number => clamp(start.current.width + event.clientX - start.current.x)

  const handle = (
    <hr
      aria-orientation="vertical"
      aria-label={t('sidebar.resize')}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      className="absolute inset-y-0 right-0 z-10 m-0 h-auto w-px border-0 cursor-col-resize touch-none bg-line before:absolute before:inset-y-0 before:-left-1 before:w-2 hover:bg-accent focus-visible:bg-accent focus-visible:outline-offset-0"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        start.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) setDragged(move(event))
      }}
      onPointerUp={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) void save(move(event))
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
        if (step === undefined || event.altKey) return
        event.preventDefault()
        void save(clamp(width + step))
      }}
    />
  )
  return { width, handle }
}
