/** The part of a Windows shortcut that holds a program's AppUserModelId: MS-SHLLINK 2.5.7, MS-PROPSTORE 2. */

/** `System.AppUserModel.ID`: a set of properties, and a number in it. */
const FORMAT = '9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3'
const ID = 5
const PROPERTY_STORE_BLOCK = 0xa0000009
const STORAGE_VERSION = 0x53505331 // '1SPS'
const VT_LPWSTR = 31

/** The first three groups are little-endian. */
const guid = (text: string): Buffer => {
  const [a = '', b = '', c = '', ...rest] = text.split('-').map((group) => Buffer.from(group, 'hex'))
  return Buffer.concat([
    Buffer.from(a).reverse(),
    Buffer.from(b).reverse(),
    Buffer.from(c).reverse(),
    ...rest.map((each) => Buffer.from(each)),
  ])
}

const uint32 = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4)
  return bytes
}

/** Each size counts itself. */
const sized = (...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([uint32(content.length + 4), content])
}

/** The block, and the four zeros that end a shortcut. */
export function appIdBlock(appId: string): Buffer {
  const text = Buffer.from(`${appId}\0`, 'utf16le')
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4)])
  const value = sized(uint32(ID), Buffer.from([0]), uint32(VT_LPWSTR, appId.length + 1), padded)
  const storage = sized(uint32(STORAGE_VERSION), guid(FORMAT), value, uint32(0))
  return Buffer.concat([sized(uint32(PROPERTY_STORE_BLOCK), storage, uint32(0)), uint32(0)])
}

/** The AppUserModelId in a shortcut; undefined when there is none. */
export function appIdOf(shortcut: Buffer): string | undefined {
  const format = shortcut.indexOf(guid(FORMAT))
  const header = uint32(ID)
  const at = format < 0 ? -1 : shortcut.indexOf(header, format)
  if (at < 0 || shortcut.readUInt32LE(at + 5) !== VT_LPWSTR) return undefined
  const length = shortcut.readUInt32LE(at + 9)
  return shortcut.toString('utf16le', at + 13, at + 13 + (length - 1) * 2)
}
