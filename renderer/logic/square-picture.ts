import { PICTURE_SIDE, PictureChoice } from '../../shared/model/picture-choice.ts'

/** The middle of a picture as a small square, as a data URL; undefined for a file that is no picture. */
export async function squarePicture(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const side = Math.min(picture.width, picture.height)
    const canvas = document.createElement('canvas')
    canvas.width = PICTURE_SIDE
    canvas.height = PICTURE_SIDE
    const context = canvas.getContext('2d')
    if (context === null) return undefined
    context.imageSmoothingQuality = 'high'
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2]
    context.drawImage(picture, left, top, side, side, 0, 0, PICTURE_SIDE, PICTURE_SIDE)
    picture.close()
    const made = PictureChoice.safeParse(canvas.toDataURL('image/jpeg', 0.85))
    return made.success ? made.data : undefined
  } catch {
    return undefined
  }
}
