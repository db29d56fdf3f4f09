import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { gridMove, type Pick } from '../../../logic/emoji.ts'
import { FacePicture } from '../../../parts/face-picture.tsx'

const COLUMNS = 9
/** A table would be one of numbers and rows; this is a grid of things to pick, whose cells wrap with the window. */
const roles = { grid: { role: 'grid' }, row: { role: 'row' }, cell: { role: 'gridcell' } } as const

/** One cell is in the tab order; arrows, Home, End and the page keys go through all of them, ↑ in the first row leaves to the field. */
export function EmojiGrid({
  picks,
  onPick,
  onLeave,
}: {
  readonly picks: readonly Pick[]
  readonly onPick: (pick: Pick, keepOpen: boolean) => void
  readonly onLeave: () => void
}) {
  const { t } = useTranslation()
  const [entry, setEntry] = useState(0)
  const rows = Array.from({ length: Math.ceil(picks.length / COLUMNS) }, (_, row) =>
    picks.slice(row * COLUMNS, (row + 1) * COLUMNS),
  )

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const picked = picks[entry]
    if (event.key === 'Enter' && picked !== undefined) {
      event.preventDefault()
      onPick(picked, event.shiftKey)
      return
    }
    const to = gridMove(event, entry, picks.length, COLUMNS)
    if (to === undefined) return
    event.preventDefault()
    if (to === -1) {
      onLeave()
      return
    }
    setEntry(to)
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus()
  }

  return (
    <div {...roles.grid} {...{ 'aria-label': t('emoji.title'), onKeyDown }}>
      {rows.map((row, rowAt) => (
        <div {...roles.row} key={row[0]?.text} className="grid grid-cols-9">
          {row.map((pick, columnAt) => {
            const at = rowAt * COLUMNS + columnAt
            return (
              <div {...roles.cell} key={pick.text}>
                <button
                  type="button"
                  data-cell={at}
                  tabIndex={at === entry ? 0 : -1}
                  aria-label={pick.name}
                  title={pick.face === undefined ? pick.name : `${pick.name} ${pick.text}`}
                  className="flex aspect-square w-full items-center justify-center rounded-sm text-[1.5rem] leading-none [font-variant-emoji:emoji] hover:bg-hover"
                  onFocus={() => setEntry(at)}
                  onClick={(event) => onPick(pick, event.shiftKey)}
                >
                  {pick.face === undefined ? (
                    <span aria-hidden="true">{pick.text}</span>
                  ) : (
                    <FacePicture name={pick.face} className="size-[1.75rem]" />
                  )}
                </button>
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
