/** Chance that can be repeated: the seed comes from GEZI_SEED, else from the clock, and is printed by whoever uses it. */

export const seedOf = (given = process.env.GEZI_SEED): number =>
  given === undefined ? Date.now() % 0x8000_0000 : Number.parseInt(given, 10)

/** Mulberry32: numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
