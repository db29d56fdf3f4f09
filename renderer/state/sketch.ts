/** The picture that is being drawn on, and where it goes when it is done: into the composer of a chat. */
import { captureScreen } from '../platform.ts'
import { attachFiles, removeAttachment } from './attachments.ts'
import { focusComposer } from './focus.ts'
import { notify } from './notices.ts'
import { now, set, useView } from './store.ts'

export interface Sketch {
  readonly chat: string
  readonly picture: ImageBitmap
  /** Of the file that it becomes. */
  readonly name: string
  /** `strip`: it stands for the attachment of that key, which waits already. */
  readonly from: 'screen' | 'strip'
  readonly replaces: string | undefined
}

export const useSketch = (): Sketch | undefined => useView((state) => state.sketch)

const draw = (sketch: Sketch): void => set({ sketch, dialog: { kind: 'drawing' } })

/** Without a file it was given up, and what waited stays as it was. */
export function endDrawing({ chat, replaces }: Sketch, file?: File): void {
  set({ sketch: undefined, dialog: undefined })
  if (file !== undefined) {
    if (replaces !== undefined) removeAttachment(chat, replaces)
    attachFiles(chat, [file])
  }
  focusComposer()
}

/** The screen as it is now, for the chat that is open. `failed` is the sentence for a screen that can't be had. */
export async function takeScreenshot(chat: string, name: string, failed: string): Promise<void> {
  if (now().dialog !== undefined) return
  const taken = await captureScreen()
  if (taken.state === 'failed') notify(failed)
  else if (taken.state === 'taken') draw({ chat, picture: taken.picture, name, from: 'screen', replaces: undefined })
}

/** A picture that waits in the strip. */
export async function drawOn(chat: string, key: string, name: string, address: string): Promise<void> {
  const image = new Image()
  image.src = address
  await image.decode()
  const picture = await createImageBitmap(image)
  draw({ chat, picture, name: `${name.replace(/\.[^.]*$/, '')}.png`, from: 'strip', replaces: key })
}
