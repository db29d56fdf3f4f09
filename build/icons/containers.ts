/** The files in which Windows and macOS want the sizes of an icon, each size as a PNG. */

/** Of Windows: a directory of 16 bytes an entry, then the pictures. 256 is the largest, and is written as 0. */
export function ico(pngs: ReadonlyMap<number, Uint8Array>): Buffer {
  const used = [...pngs].filter(([size]) => size <= 256)
  const head = Buffer.alloc(6 + 16 * used.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(used.length, 4)
  let offset = head.length
  for (const [at, [size, png]] of used.entries()) {
    const entry = 6 + 16 * at
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...used.map(([, png]) => png)])
}

/** Apple's names for sizes that are PNGs: plain ones, and those of screens with two dots a point. */
const types: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1_024],
]

export function icns(pngs: ReadonlyMap<number, Uint8Array>): Buffer {
  const parts = types.flatMap(([type, size]) => {
    const png = pngs.get(size)
    if (png === undefined) return []
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + png.length, 4)
    return [head, png]
  })
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4)
  return Buffer.concat([head, ...parts])
}
