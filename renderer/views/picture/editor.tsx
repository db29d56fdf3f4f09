import { Dialog as Base } from '@base-ui/react/dialog'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newDrawing, redo, type Shape, undo, withRegion, withShape } from '../../logic/drawing.ts'
import { type Region, regionByKey, wholeOf } from '../../logic/region.ts'
import { isMac } from '../../platform.ts'
import { composerElement } from '../../state/focus.ts'
import { notify } from '../../state/notices.ts'
import { copyPicture, download } from '../../state/picture-actions.ts'
import { endDrawing, type Sketch, useSketch } from '../../state/sketch.ts'
import { EditorStage } from './editor-stage.tsx'
import { EditorTools, type Pen } from './editor-tools.tsx'
import { finished } from './paint.ts'

/** Draws on a picture that waits in a composer, or on the screen as it was: a part of it is chosen, marked and sent. */
export function Editor() {
  const sketch = useSketch()
  return sketch === undefined ? null : <Sheet sketch={sketch} />
}

function Sheet({ sketch }: { readonly sketch: Sketch }) {
  const { t } = useTranslation()
  const { picture, name } = sketch
  const stage = useRef<HTMLDivElement>(null)
  const [drawing, setDrawing] = useState(() => newDrawing(sketch.from === 'strip' ? wholeOf(picture) : undefined))
  const [pen, setPen] = useState<Pen>({ tool: 'select', colour: '#e5484d', width: 6 })
  const [writing, setWriting] = useState(false)
  const region = drawing.region ?? wholeOf(picture)

  useEffect(() => () => picture.close(), [picture])

  const result = (): Promise<Blob> => finished(picture, drawing.shapes, region)
  const done = async (): Promise<void> => {
    endDrawing(sketch, new File([await result()], name, { type: 'image/png' }))
  }
  const copy = async (): Promise<void> =>
    void notify(t((await copyPicture(result())) ? 'picture.copied' : 'picture.not_copied'))
  const save = async (): Promise<void> => {
    const address = URL.createObjectURL(await result())
    download(address, name)
    // The browser has taken it by then; it reads it at the click.
    requestAnimationFrame(() => URL.revokeObjectURL(address))
  }
  const cancel = (): void => endDrawing(sketch)

  const commands: { readonly [key: string]: () => void } = {
    z: () => setDrawing(undo),
    y: () => setDrawing(redo),
    c: () => void copy(),
    s: () => void save(),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (writing || event.altKey) return
    const control = isMac ? event.metaKey : event.ctrlKey
    const key = event.key.toLowerCase()
    const command = control ? (key === 'z' && event.shiftKey ? commands.y : commands[key]) : undefined
    if (command !== undefined) {
      event.preventDefault()
      return command()
    }
    if (event.target !== stage.current) return
    const next = regionByKey(region, event, picture)
    if (next !== undefined) setDrawing(withRegion(drawing, next))
    else if (event.key === 'Enter') void done()
    else return
    event.preventDefault()
  }

  return (
    <Base.Root open onOpenChange={(open) => !open && !writing && cancel()}>
      <Base.Portal>
        <Base.Popup
          initialFocus={stage}
          finalFocus={() => composerElement() ?? true}
          className="fade fixed inset-0 z-30 flex flex-col bg-surface"
          onKeyDown={onKeyDown}
        >
          <Base.Title className="sr-only">{t('picture.editor')}</Base.Title>
          <EditorStage
            stage={stage}
            picture={picture}
            drawing={drawing}
            pen={pen}
            onShape={(shape: Shape) => setDrawing((now) => withShape(now, shape))}
            onRegion={(to: Region) => setDrawing((now) => withRegion(now, to))}
            onWriting={setWriting}
            onDone={() => void done()}
          />
          <EditorTools
            pen={pen}
            onPen={setPen}
            canUndo={drawing.past.length > 0}
            canRedo={drawing.future.length > 0}
            onUndo={() => setDrawing(undo)}
            onRedo={() => setDrawing(redo)}
            onCopy={() => void copy()}
            onSave={() => void save()}
            onCancel={cancel}
            onDone={() => void done()}
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
