/** Chance as an argument: a small seeded generator (mulberry32). It spreads datagrams in time and guards no secret. */
export interface Random {
  /** An integer from `from` up to and including `to`. */
  between(from: number, to: number): number
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  return { between: (from, to) => from + Math.floor(next() * (to - from + 1)) }
}
