import { useEffect } from 'react'
import icon from '../../build/icons/gezi.svg?url'
import { desktop } from '../platform.ts'
import { useUnread } from '../state/clock.ts'
import { useView } from '../state/store.ts'

const SIZE = 64
/** No browser takes longer to read an icon. */
const READ_BY = 60_000

/** Unread messages in the window's title, on the tab's icon in a browser, and to the desktop program which chat is on the screen. */
export function useUnreadMark(): void {
  const unread = useUnread()
  const selected = useView((state) => state.selected)
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Gezi` : 'Gezi'
    if (desktop !== undefined) return
    let outdated = false
    void drawIcon(unread).then((address) => {
      if (outdated) return revoke(address)
      const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
      if (link === null) return
      const replaced = link.href
      // The browser may still be reading it.
      setTimeout(() => revoke(replaced), READ_BY)
      link.href = address
      link.type = address === icon ? 'image/svg+xml' : 'image/png'
    })
    return () => {
      outdated = true
    }
  }, [unread])
  useEffect(() => desktop?.looking(selected), [selected])
}

const revoke = (address: string): void => {
  if (address.startsWith('blob:')) URL.revokeObjectURL(address)
}

/** The program's icon with the number in its corner; the plain one for none, and where it can't be drawn. */
async function drawIcon(unread: number): Promise<string> {
  if (unread === 0) return icon
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (pen === null) return icon
  try {
    const image = new Image(SIZE, SIZE)
    image.src = icon
    await image.decode()
    pen.drawImage(image, 0, 0, SIZE, SIZE)
  } catch {
    // The number alone says enough.
  }
  const text = unread > 99 ? '99+' : String(unread)
  const width = text.length === 1 ? 36 : text.length === 2 ? 46 : 60
  pen.fillStyle = '#d3302f'
  pen.beginPath()
  pen.roundRect(SIZE - width, SIZE - 38, width, 38, 18)
  pen.fill()
  pen.fillStyle = '#ffffff'
  pen.font = 'bold 30px system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, SIZE - width / 2, SIZE - 18)
  const blob = await new Promise<Blob | null>((settle) => canvas.toBlob(settle, 'image/png'))
  return blob === null ? icon : URL.createObjectURL(blob)
}
