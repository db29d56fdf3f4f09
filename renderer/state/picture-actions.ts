/** What can be done with a picture that a message shows. */
import type { ApiError } from '../../shared/api/contract.ts'
import type { ShownPicture } from '../../shared/model/picture.ts'
import type { Result } from '../../shared/result.ts'
import { canSaveAs, chooseSaveAs, mediaAddress } from '../platform.ts'
import { call } from './host.ts'

const bytesOf = async (picture: ShownPicture): Promise<Blob> => {
  const answer = await fetch(mediaAddress(picture.message, picture.index))
  if (!answer.ok) throw new Error(`the picture cannot be had: ${answer.status}`)
  return answer.blob()
}

/** Clipboards take PNG and nothing else. */
async function asPng(blob: Blob): Promise<Blob> {
  if (blob.type === 'image/png') return blob
  const bitmap = await createImageBitmap(blob)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/png' })
}

/** False when the system did not take it. */
export async function copyPicture(png: Promise<Blob>): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    return true
  } catch {
    return false
  }
}

export const copyShown = (picture: ShownPicture): Promise<boolean> => copyPicture(bytesOf(picture).then(asPng))

/** A place that the user chooses, or the browser's own folder of downloads. */
export async function saveShown(picture: ShownPicture): Promise<Result<unknown, ApiError>> {
  const { message, index, name } = picture
  if (canSaveAs) {
    const chosen = await chooseSaveAs(name)
    return chosen === undefined ? { ok: true, value: undefined } : call('savePicture', { message, index, ...chosen })
  }
  download(mediaAddress(message, index), name)
  return { ok: true, value: undefined }
}

export function download(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
