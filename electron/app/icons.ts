/** Small icons, drawn by build/icons/draw.ts and part of the bundle: they are needed wherever it lies. */
import { type NativeImage, nativeImage } from 'electron'
import file from '../../build/icons/file.png?inline'
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
import light16 from '../../build/icons/tray/light-16.png?inline'
import light32 from '../../build/icons/tray/light-32.png?inline'
import lightUnread16 from '../../build/icons/tray/light-unread-16.png?inline'
import lightUnread32 from '../../build/icons/tray/light-unread-32.png?inline'

const trayIcons = {
  light: { read: [light16, light32], unread: [lightUnread16, lightUnread32] },
  dark: { read: [dark16, dark32], unread: [darkUnread16, darkUnread32] },
} as const

const counts = [count1, count2, count3, count4, count5, count6, count7, count8, count9] as const

/** `onDark`: the bar is dark. On macOS the system colours a template itself. */
export function trayIcon(onDark: boolean, unread: boolean, platform: NodeJS.Platform): NativeImage {
  const tone = platform !== 'darwin' && onDark ? 'light' : 'dark'
  const [normal, double] = trayIcons[tone][unread ? 'unread' : 'read']
  const image = nativeImage.createFromDataURL(normal)
  image.addRepresentation({ scaleFactor: 2, dataURL: double })
  if (platform === 'darwin') image.setTemplateImage(true)
  return image
}

/** The number over the program's button on Windows' task bar. */
export const overlayIcon = (count: number): NativeImage => nativeImage.createFromDataURL(counts[count - 1] ?? countMore)

/** Of a file of any kind. */
export const fileIcon = (): NativeImage => nativeImage.createFromDataURL(file)
