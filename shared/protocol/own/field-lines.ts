/** The lines of requests and answers between own peers: `name:value` LF. */

/** In their order; a name may come more than once. */
export type Fields = readonly (readonly [name: string, value: string])[]

/** Sixty introductions and what stands before them; more is none of ours. */
const MAX_FIELDS = 512

export const fieldLines = (fields: Fields, first?: string): string =>
  [...(first === undefined ? [] : [first]), ...fields.map(([name, value]) => `${name}:${value}`)]
    .map((line) => `${line}\n`)
    .join('')

/** The last line, behind the last LF, is padding. Undefined for what is no field. */
export function readFields(lines: readonly string[]): Fields | undefined {
  const padding = lines.at(-1) ?? ''
  if (lines.length > MAX_FIELDS || padding.trim() !== '') return undefined
  const fields: (readonly [string, string])[] = []
  for (const line of lines.slice(0, -1)) {
    const match = /^([a-z]{1,16}):(.*)$/.exec(line)
    if (match === null) return undefined
    fields.push([match[1] ?? '', match[2] ?? ''])
  }
  return fields
}

export const firstOf = (fields: Fields, name: string): string | undefined =>
  fields.find(([known]) => known === name)?.[1]

export const allOf = (fields: Fields, name: string): readonly string[] =>
  fields.filter(([known]) => known === name).map(([, value]) => value)

/** Decimal, below 2^53. */
export function wholeNumber(text: string | undefined): number | undefined {
  const number = /^\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

/** Of UDP and TCP; 0 is none. */
export function portNumber(text: string | undefined): number | undefined {
  const port = wholeNumber(text)
  return port !== undefined && port > 0 && port < 65_536 ? port : undefined
}

/** Dotted IPv4, or IPv6 as systems write it, without a zone. Whether it is one that may be greeted is for others to say. */
export function addressText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const parts = text.split('.')
  const isV4 = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return isV4 || (/^[0-9a-f:]{2,39}$/.test(text) && text.includes('::')) || isFullV6(text) ? text : undefined
}

const isFullV6 = (text: string): boolean => /^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$/.test(text)
