/** Who answers at an address that the user typed. */
import { expandReach } from '../../shared/model/reach.ts'
import { now, useView } from './store.ts'

/** The answer to a hello may take 4 s on a large network (protocol.md 3.1). */
const PATIENCE = 5_000
/** People who are named; more are a range. */
const NAMED = 3

/** Names of those who are there at one of the addresses: at once when a single one is, else when everybody had the time to answer. */
export function whoAnswers(entry: string, port: number): Promise<readonly string[]> {
  const wanted = new Set(expandReach([entry], port).addresses.map(({ address }) => address))
  const found = (): readonly string[] =>
    [...now().peers.values()]
      .filter((peer) => peer.presence !== 'offline' && wanted.has(peer.address))
      .map((peer) => peer.name)
  return new Promise((settle) => {
    const done = (): void => {
      clearTimeout(timer)
      stop()
      const names = found()
      settle(names.length > NAMED ? [...names.slice(0, NAMED), `+${names.length - NAMED}`] : names)
    }
    const timer = setTimeout(done, PATIENCE)
    const stop = useView.subscribe(() => {
      if (wanted.size === 1 && found().length > 0) done()
    })
    if (wanted.size === 1 && found().length > 0) done()
  })
}
