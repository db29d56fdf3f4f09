/** Acts on a value that is another one than the last time, at first on any but undefined. `keyOf`: what has to differ. */
export function whenItDiffers<T>(
  act: (value: T) => void,
  keyOf: (value: T) => unknown = (value) => value,
): (value: T) => void {
  let last: unknown
  return (value) => {
    const key = keyOf(value)
    if (key !== last) act(value)
    last = key
  }
}
