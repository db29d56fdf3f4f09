/** Who is served now and who waits: a bounded number at once, in all and for each address, first come first served. */
export interface Turns {
  /** How many are served now. */
  readonly all: number
  /** Resolves when it is this address's turn. Each turn is to be given back. */
  take(address: string): Promise<void>
  giveBack(address: string): void
}

export function createTurns(limits: { readonly all: number; readonly each: number }): Turns {
  const running = new Map<string, number>()
  const waiting: { readonly address: string; readonly go: () => void }[] = []
  let all = 0

  const isFree = (address: string): boolean => all < limits.all && (running.get(address) ?? 0) < limits.each
  const begin = (address: string): void => {
    all++
    running.set(address, (running.get(address) ?? 0) + 1)
  }

  return {
    get all() {
      return all
    },
    take(address) {
      if (!isFree(address)) return new Promise((go) => waiting.push({ address, go }))
      begin(address)
      return Promise.resolve()
    },
    giveBack(address) {
      all--
      const left = (running.get(address) ?? 1) - 1
      if (left === 0) running.delete(address)
      else running.set(address, left)
      const index = waiting.findIndex((one) => isFree(one.address))
      const [next] = index < 0 ? [] : waiting.splice(index, 1)
      if (next === undefined) return
      begin(next.address)
      next.go()
    },
  }
}
