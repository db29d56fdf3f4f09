/** What the system says of its interfaces beyond their names: the device behind each, cable or Wi-Fi, tunnels. Asked for seldom. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import type { AdapterFacts } from '../../../shared/model/adapter.ts'
import { outputOf, windowsTool } from './system-tool.ts'

export type Hardware = Pick<AdapterFacts, 'description' | 'medium' | 'nature'>

/** The system's tools answer at once, or not at all. Milliseconds. */
const PATIENCE = 4_000

/** By the names that the system gives its interfaces; one that is not there has nothing to tell. */
export async function readHardware(platform: string = process.platform): Promise<ReadonlyMap<string, Hardware>> {
  if (platform === 'linux') return onLinux()
  if (platform === 'win32')
    return parseGetmac(await outputOf(windowsTool('getmac'), ['/v', '/fo', 'csv', '/nh'], PATIENCE))
  if (platform === 'darwin')
    return parseHardwarePorts(await outputOf('/usr/sbin/networksetup', ['-listallhardwareports'], PATIENCE))
  return new Map()
}

const CLASS = '/sys/class/net'

async function onLinux(): Promise<ReadonlyMap<string, Hardware>> {
  const names = await readdir(CLASS).catch(() => [])
  return new Map(await Promise.all(names.map(async (name) => [name, await deviceOf(name)] as const)))
}

async function deviceOf(name: string): Promise<Hardware> {
  const folder = `${CLASS}/${name}`
  const [files, uevent, driver] = await Promise.all([
    readdir(folder).catch(() => []),
    readFile(`${folder}/uevent`, 'utf8').catch(() => ''),
    readlink(`${folder}/device/driver`).catch(() => ''),
  ])
  return parseDevice(files, uevent, driver)
}

/** Of sysfs: the entries of an interface's folder, its `uevent`, and where its driver's link leads. */
export function parseDevice(files: readonly string[], uevent: string, driver: string): Hardware {
  const type = /^DEVTYPE=(.*)$/m.exec(uevent)?.[1] ?? ''
  const isWifi = type === 'wlan' || files.includes('phy80211') || files.includes('wireless')
  const isTunnel = files.includes('tun_flags') || /^(wireguard|ppp|gre|ipip|vti|xfrm)/.test(type)
  const description = driver.split('/').at(-1) ?? ''
  const facts = description === '' ? {} : { description }
  if (isTunnel) return { ...facts, nature: 'tunnel' }
  if (isWifi) return { ...facts, medium: 'wifi' }
  return files.includes('device') ? { ...facts, medium: 'cable' } : facts
}

/** `"以太网","Intel(R) Ethernet Connection","AA-BB-…","\\Device\\Tcpip_{…}"`: the connection, its device, its MAC, and what carries it. */
export function parseGetmac(output: string): Map<string, Hardware> {
  return new Map(
    output.split(/\r?\n/).flatMap((line) => {
      const [name, description] = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
      return name === undefined || description === undefined ? [] : [[name, { description }] as const]
    }),
  )
}

/** `Hardware Port: Wi-Fi`, `Device: en0`, one below the other. */
export function parseHardwarePorts(output: string): Map<string, Hardware> {
  const ports = output.matchAll(/^Hardware Port: (.*)\nDevice: (.*)$/gm)
  return new Map(
    [...ports].map(([, description = '', name = '']) => [
      name,
      { description, ...(/ethernet|lan/i.test(description) && { medium: 'cable' as const }) },
    ]),
  )
}
