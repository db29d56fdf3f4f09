/** Text larger and smaller by keyboard, as in a browser; the size is the one of the settings. */
import { defaultSettings } from '../../shared/model/settings.ts'
import { call } from './host.ts'
import { now } from './store.ts'

/** Per cent. The slider of the settings knows finer ones. */
const sizes = [85, 90, 100, 110, 125, 150] as const

export function stepTextSize(direction: 'larger' | 'smaller'): void {
  const current = now().host?.settings.textSize ?? defaultSettings.textSize
  const next = direction === 'larger' ? sizes.find((size) => size > current) : sizes.findLast((size) => size < current)
  if (next !== undefined) void call('setSettings', { textSize: next })
}

export const usualTextSize = (): void => void call('setSettings', { textSize: defaultSettings.textSize })
