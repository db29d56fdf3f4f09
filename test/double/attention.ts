/** Notifications, tray and images: nothing shows. A spec finds what would be on the screen in `shown` and `trays`, and acts as the user. */
import { EventEmitter } from 'node:events'
import { plainApp } from './app.ts'
import { Preventable, strict } from './strict.ts'

interface NotificationOptions {
  readonly title?: string
  readonly body?: string
  readonly silent?: boolean
  readonly hasReply?: boolean
  readonly replyPlaceholder?: string
  readonly actions?: readonly { readonly type: string; readonly text: string }[]
}

const onScreen = new Set<DoubleNotification>()

class DoubleNotification extends EventEmitter {
  readonly options: NotificationOptions

  constructor(options: NotificationOptions = {}) {
    super()
    if (!plainApp.isReady()) throw new Error('Cannot create Notification before app is ready')
    this.options = options
  }
  get title(): string {
    return this.options.title ?? ''
  }
  get body(): string {
    return this.options.body ?? ''
  }
  show(): void {
    onScreen.add(this)
    queueMicrotask(() => this.emit('show', new Preventable()))
  }
  close(): void {
    if (onScreen.delete(this)) this.emit('close', new Preventable())
  }
}

/** What `new Notification` gives to the application: the strict one. */
export const Notification = strict(
  'Notification',
  Object.assign(
    new Proxy(DoubleNotification, {
      construct: (target, [options]: [NotificationOptions]) => strict('Notification', new target(options)),
    }),
    {
      isSupported: () => true,
      /** The double's own: those that are on the screen, oldest first. */
      shown: () => [...onScreen],
    },
  ),
)

interface Picture {
  readonly url: string
}

class Image {
  readonly #pictures: Picture[] = []
  isTemplate = false
  constructor(url: string) {
    if (!url.startsWith('data:image/png;base64,')) throw new Error('Failed to load image')
    this.#pictures.push({ url })
  }
  addRepresentation({ dataURL }: { readonly scaleFactor: number; readonly dataURL: string }): void {
    this.#pictures.push({ url: dataURL })
  }
  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate
  }
  isEmpty(): boolean {
    return false
  }
  toDataURL(): string {
    return this.#pictures[0]?.url ?? ''
  }
}

export const nativeImage = strict('nativeImage', {
  createFromDataURL: (url: string) => strict('NativeImage', new Image(url)),
})

interface Item {
  readonly label?: string
  readonly submenu?: readonly Item[]
  readonly click?: () => void
}

const icons: DoubleTray[] = []

class DoubleTray extends EventEmitter {
  image: Image
  toolTip = ''
  menu: { readonly items: readonly Item[] } = { items: [] }

  constructor(image: Image) {
    super()
    if (!plainApp.isReady()) throw new Error('Cannot create Tray before app is ready')
    this.image = image
    icons.push(this)
  }
  setImage(image: Image): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: { readonly items: readonly Item[] }): void {
    this.menu = menu
  }
}

export const Tray = strict(
  'Tray',
  Object.assign(
    new Proxy(DoubleTray, {
      construct: (target, [image]: [Image]) => strict('Tray', new target(image)),
    }),
    {
      /** The double's own: the icons that are in the tray. */
      shown: () => [...icons],
    },
  ),
)
