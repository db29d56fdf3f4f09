import {
  Check,
  Circle,
  Copy,
  Crop,
  Download,
  Grid2x2,
  ListOrdered,
  MoveUpRight,
  Pencil,
  Redo2,
  Square,
  Type,
  Undo2,
  X,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Colour, colours, type Tool, tools, type Width, widths } from '../../logic/drawing.ts'
import { Button, IconButton } from '../../parts/button.tsx'

export interface Pen {
  readonly tool: Tool
  readonly colour: Colour
  readonly width: Width
}

const icons = {
  select: Crop,
  arrow: MoveUpRight,
  box: Square,
  ellipse: Circle,
  pen: Pencil,
  text: Type,
  marker: ListOrdered,
  mosaic: Grid2x2,
} as const
const names: { readonly [C in Colour]: 'red' | 'amber' | 'green' | 'blue' | 'black' | 'white' } = {
  '#e5484d': 'red',
  '#f5a524': 'amber',
  '#30a46c': 'green',
  '#0b7bd6': 'blue',
  '#111418': 'black',
  '#ffffff': 'white',
}
const sizes: { readonly [W in Width]: 'thin' | 'medium' | 'thick' } = { 3: 'thin', 6: 'medium', 10: 'thick' }

const choice =
  'inline-flex size-8 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover aria-pressed:bg-selected aria-pressed:text-text'

/** Tools, colours, widths, and what becomes of the picture. */
export function EditorTools({
  pen,
  onPen,
  canUndo,
  canRedo,
  ...on
}: {
  readonly pen: Pen
  readonly onPen: (pen: Pen) => void
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly onUndo: () => void
  readonly onRedo: () => void
  readonly onCopy: () => void
  readonly onSave: () => void
  readonly onCancel: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation()
  return (
    <div
      role="toolbar"
      aria-label={t('picture.tools')}
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-t border-line px-3 py-2"
    >
      <div className="flex flex-wrap gap-0.5">
        {tools.map((tool) => {
          const Icon = icons[tool]
          return (
            <IconButton
              key={tool}
              label={t(`picture.tool.${tool}`)}
              aria-pressed={pen.tool === tool}
              className="size-8! aria-pressed:bg-selected!"
              onClick={() => onPen({ ...pen, tool })}
            >
              <Icon size={18} aria-hidden="true" />
            </IconButton>
          )
        })}
      </div>
      <fieldset className="flex gap-0.5" aria-label={t('picture.colours')}>
        {colours.map((colour) => (
          <button
            key={colour}
            type="button"
            aria-label={t(`picture.colour.${names[colour]}`)}
            aria-pressed={pen.colour === colour}
            className={choice}
            onClick={() => onPen({ ...pen, colour })}
          >
            <span className="size-4 rounded-full border border-edge" style={{ background: colour }} />
          </button>
        ))}
      </fieldset>
      <fieldset className="flex gap-0.5" aria-label={t('picture.widths')}>
        {widths.map((width) => (
          <button
            key={width}
            type="button"
            aria-label={t(`picture.width.${sizes[width]}`)}
            aria-pressed={pen.width === width}
            className={choice}
            onClick={() => onPen({ ...pen, width })}
          >
            <span className="rounded-full bg-text" style={{ width: width + 2, height: width + 2 }} />
          </button>
        ))}
      </fieldset>
      <div className="flex items-center gap-0.5">
        <IconButton label={t('picture.undo')} className="size-8!" disabled={!canUndo} onClick={on.onUndo}>
          <Undo2 size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={t('picture.redo')} className="size-8!" disabled={!canRedo} onClick={on.onRedo}>
          <Redo2 size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={t('picture.editor_copy')} className="size-8!" onClick={on.onCopy}>
          <Copy size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label={t('picture.editor_save')} className="size-8!" onClick={on.onSave}>
          <Download size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="flex gap-1">
        <Button onClick={on.onCancel}>
          <X size={16} aria-hidden="true" />
          {t('picture.editor_cancel')}
        </Button>
        <Button kind="primary" onClick={on.onDone}>
          <Check size={16} aria-hidden="true" />
          {t('picture.done')}
        </Button>
      </div>
    </div>
  )
}
