/** One picture of the screen: from the desktop program, or through the browser's own dialog, which asks which screen or window. */
import type { Bridge } from '../shared/api/bridge.ts'

export type Capture =
  | { readonly state: 'taken'; readonly picture: ImageBitmap }
  | { readonly state: 'failed' }
  /** The user said no. */
  | { readonly state: 'refused' }

export async function capture(bridge: Bridge | undefined): Promise<Capture> {
  try {
    return { state: 'taken', picture: bridge === undefined ? await fromBrowser() : await fromDesktop(bridge) }
  } catch (error) {
    return { state: error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'failed' }
  }
}

async function fromDesktop(bridge: Bridge): Promise<ImageBitmap> {
  const address = await bridge.captureScreen()
  if (address === undefined) throw new Error('the screen cannot be captured')
  // The page's policy lets no `data:` address in: its bytes are taken out here.
  const text = atob(address.slice(address.indexOf(',') + 1))
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  return createImageBitmap(new Blob([bytes], { type: 'image/png' }))
}

async function fromBrowser(): Promise<ImageBitmap> {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 5 }, audio: false })
  try {
    const video = document.createElement('video')
    video.srcObject = stream
    video.muted = true
    await video.play()
    // The browser's dialog is on its way out: the second frame is without it.
    await new Promise((settle) => video.requestVideoFrameCallback(settle))
    return await createImageBitmap(video)
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}
