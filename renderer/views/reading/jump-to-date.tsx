import { Popover } from '@base-ui/react/popover'
import { type RefObject, useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { composerElement } from '../../state/focus.ts'
import { call } from '../../state/host.ts'
import { closeCalendar, jumpToTime } from '../../state/reading.ts'
import { useView } from '../../state/store.ts'
import { Calendar } from './calendar.tsx'

/** The calendar below the day at the top of the messages. */
export function JumpToDate({
  chat,
  anchor,
}: {
  readonly chat: string
  readonly anchor: RefObject<HTMLElement | null>
}) {
  const { t } = useTranslation()
  const at = useView((state) => state.calendar)
  const popup = useRef<HTMLDivElement>(null)
  const daysWith = useCallback(
    async (starts: number[]): Promise<readonly boolean[]> => {
      const found = await call('daysWithMessages', { conversation: chat, starts })
      return found.ok ? found.value.days : []
    },
    [chat],
  )
  return (
    <Popover.Root open={at !== undefined} onOpenChange={(open) => !open && closeCalendar()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="bottom" align="center" collisionPadding={8} className="z-40">
          <Popover.Popup
            ref={popup}
            className="fade surface-overlay p-3"
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[role=grid] [tabindex="0"]') ?? true}
            finalFocus={() => composerElement() ?? true}
          >
            <Popover.Title className="sr-only">{t('reading.jump_to_date')}</Popover.Title>
            {at !== undefined && (
              <Calendar
                at={at}
                daysWith={daysWith}
                onChoose={(day) => {
                  closeCalendar()
                  void jumpToTime(chat, day)
                }}
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
