import { Button } from '../parts/button.tsx'
import { useView } from '../state/store.ts'

/** One short line above the lower edge, with at most one action; goes by itself. */
export function NoticeLine() {
  const notice = useView((state) => state.notice)
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex justify-center px-4">
      {notice !== undefined && (
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
