/** Small icons, drawn by build/icons/draw.ts and part of the bundle: they are needed wherever it lies. */
import { type NativeImage, nativeImage } from 'electron'
import program from '../../build/icons/app/128x128.png?inline'
import file from '../../build/icons/file.png?inline'
import colour16 from '../../build/icons/tray/colour-16.png?inline'
import colour32 from '../../build/icons/tray/colour-32.png?inline'
import colourUnread16 from '../../build/icons/tray/colour-unread-16.png?inline'
import colourUnread32 from '../../build/icons/tray/colour-unread-32.png?inline'
import count1 from '../../build/icons/tray/count-1.png?inline'
import count2 from '../../build/icons/tray/count-2.png?inline'
import count3 from '../../build/icons/tray/count-3.png?inline'
import count4 from '../../build/icons/tray/count-4.png?inline'
import count5 from '../../build/icons/tray/count-5.png?inline'
import count6 from '../../build/icons/tray/count-6.png?inline'
import count7 from '../../build/icons/tray/count-7.png?inline'
import count8 from '../../build/icons/tray/count-8.png?inline'
import count9 from '../../build/icons/tray/count-9.png?inline'
import countMore from '../../build/icons/tray/count-more.png?inline'
import dark16 from '../../build/icons/tray/dark-16.png?inline'
import dark32 from '../../build/icons/tray/dark-32.png?inline'
import darkUnread16 from '../../build/icons/tray/dark-unread-16.png?inline'
import darkUnread32 from '../../build/icons/tray/dark-unread-32.png?inline'

const trayIcons = {
  colour: { read: [colour16, colour32], unread: [colourUnread16, colourUnread32] },
  dark: { read: [dark16, dark32], unread: [darkUnread16, darkUnread32] },
} as const

const counts = [count1, count2, count3, count4, count5, count6, count7, count8, count9] as const

/**
 * On macOS the system colours a template itself. Elsewhere nobody reliably says whether the bar is dark (of GNOME's it is not known at all,
 * and of Windows' not before its theme changes): the icon has a ground of its own.
 */
export function trayIcon(unread: boolean, platform: NodeJS.Platform): NativeImage {
  const [normal, double] = trayIcons[platform === 'darwin' ? 'dark' : 'colour'][unread ? 'unread' : 'read']
  const image = nativeImage.createFromDataURL(normal)
  image.addRepresentation({ scaleFactor: 2, dataURL: double })
  if (platform === 'darwin') image.setTemplateImage(true)
  return image
}

/** The number over the program's button on Windows' task bar. */
export const overlayIcon = (count: number): NativeImage => nativeImage.createFromDataURL(counts[count - 1] ?? countMore)

/** On bars and in lists of windows. */
export const windowIcon = (): NativeImage => nativeImage.createFromDataURL(program)

/** Of a file of any kind. */
export const fileIcon = (): NativeImage => nativeImage.createFromDataURL(file)
