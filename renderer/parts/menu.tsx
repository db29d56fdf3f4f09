import { ContextMenu } from '@base-ui/react/context-menu'
import { Menu } from '@base-ui/react/menu'
import { ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'

/** One line of a menu, as data: the same list serves the button's menu and the context menu. */
export type MenuEntry = {
  readonly key: string
  readonly label: string
  readonly icon?: ReactNode
  readonly danger?: boolean
  /** A line goes before it. What is dangerous stands apart by itself. */
  readonly apart?: boolean
  readonly disabled?: boolean
} & ({ readonly run: () => void } | { readonly entries: readonly MenuEntry[] })

const popup = 'fade surface-overlay max-w-(--available-width) min-w-48 outline-none origin-(--transform-origin) p-1'
const row =
  'flex min-h-8 items-center gap-3 rounded-sm px-2 py-1 text-sm data-disabled:text-muted data-highlighted:bg-hover data-highlighted:outline-none'

function Entries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry, at) => (
    <Fragment key={entry.key}>
      {at > 0 && (entry.apart === true || (entry.danger === true && entries[at - 1]?.danger !== true)) && (
        <Menu.Separator className="mx-2 my-1 h-px bg-line" />
      )}
      <Entry entry={entry} />
    </Fragment>
  ))
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  if ('entries' in entry) return <Submenu entry={entry} entries={entry.entries} />
  return (
    <Menu.Item
      className={`${row} ${entry.danger === true ? 'text-red' : ''}`}
      disabled={entry.disabled ?? false}
      onClick={entry.run}
    >
      <span className="flex size-4 items-center text-muted" aria-hidden="true">
        {entry.icon}
      </span>
      {entry.label}
    </Menu.Item>
  )
}

/** Opens at the side, by pointing at it or with the right arrow key. */
function Submenu({ entry, entries }: { readonly entry: MenuEntry; readonly entries: readonly MenuEntry[] }) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={row} disabled={entry.disabled ?? false}>
        <span className="flex size-4 items-center text-muted" aria-hidden="true">
          {entry.icon}
        </span>
        <span className="grow">{entry.label}</span>
        <ChevronRight size={14} className="text-muted" aria-hidden="true" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner collisionPadding={8} className="z-40">
          <Menu.Popup className={popup}>
            <Entries entries={entries} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  )
}

export function ButtonMenu({
  trigger,
  entries,
  align = 'end',
  finalFocus,
}: {
  readonly trigger: React.ReactElement
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  /** What gets the keyboard afterwards, in place of the trigger. */
  readonly finalFocus?: () => HTMLElement | null
}) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-40">
          <Menu.Popup className={popup} finalFocus={finalFocus === undefined ? undefined : () => finalFocus() ?? true}>
            <Entries entries={entries} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

/** A context menu over everything inside: `entriesFor` gets the element that was clicked or had the focus; without entries no menu opens. */
export function ContextArea({
  children,
  entries,
  onTarget,
  className,
}: {
  readonly children: ReactNode
  readonly entries: readonly MenuEntry[]
  readonly onTarget: (element: Element) => boolean
  readonly className: string
}) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        className={className}
        onContextMenuCapture={(event) => {
          if (!(event.target instanceof Element) || onTarget(event.target)) return
          event.stopPropagation()
        }}
      >
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Positioner collisionPadding={8} className="z-40">
          <ContextMenu.Popup className={popup}>
            <Entries entries={entries} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}
