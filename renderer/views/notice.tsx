import { useEffect } from 'react'
import { Button } from '../parts/button.tsx'
import { holdNotice, prolongNotice } from '../state/notices.ts'
import { useView } from '../state/store.ts'

/** One short line above the lower edge, with at most one action; goes by itself, but not while one is about to use it. */
export function NoticeLine() {
  const notice = useView((state) => state.notice)
  const stands = notice !== undefined
  useEffect(() => {
    if (!stands) return
    const goesOn = ({ key }: KeyboardEvent): void => {
      if (key === 'Tab' || key === 'F6') prolongNotice()
    }
    window.addEventListener('keydown', goesOn)
    return () => window.removeEventListener('keydown', goesOn)
  }, [stands])
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex justify-center px-4"
      onPointerMove={() => holdNotice('pointer', true)}
      onPointerLeave={() => holdNotice('pointer', false)}
      onFocus={() => holdNotice('keyboard', true)}
      onBlur={() => holdNotice('keyboard', false)}
    >
      {stands && (
        <div
          key={notice.id}
          className="surface-overlay pointer-events-auto flex min-h-10 items-center gap-3 py-1 pr-2 pl-4 text-sm"
        >
          <span className="py-1">{notice.text}</span>
          {notice.action === undefined ? (
            <span className="w-2" />
          ) : (
            <Button kind="quiet" aria-keyshortcuts="Control+Z" onClick={notice.action.run}>
              {notice.action.label}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
