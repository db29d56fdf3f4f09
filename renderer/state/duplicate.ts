import { useEffect, useState } from 'react'
import type { PersonFacts } from '../../shared/api/people-contract.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { useSettings } from './hooks.ts'
import { call } from './host.ts'
import { now, useView } from './store.ts'

type By = PersonFacts['alike'][number]['by']

export interface Duplicate {
  readonly other: Peer
  readonly by: By
}

/**
 * Another entry that is probably the same person: of the same name, and with more in common than that. The host is asked only where somebody else
 * has the name: opening a chat is quick otherwise.
 */
export function useDuplicate({ id, name, presence, address }: Peer): Duplicate | undefined {
  const [found, setFound] = useState<{ readonly of: string; readonly duplicate: Duplicate }>()
  const { differentPeople } = useSettings()
  const people = useView((state) => state.peers.size)
  const cause = [name, presence, address, differentPeople.length, people].join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cause makes the answer another one
  useEffect(() => {
    let current = true
    const isNamesake = (other: Peer | undefined): other is Peer =>
      other !== undefined && other.id !== id && other.name === name && other.forgotten !== true
    setFound(undefined)
    if (![...now().peers.values()].some(isNamesake)) return
    void call('personFacts', { peer: id }).then((facts) => {
      if (!current || !facts.ok) return
      const alike = facts.value.alike.map(({ peer, by }) => ({ other: now().peers.get(peer), by }))
      const duplicate = alike.flatMap(({ other, by }) => (isNamesake(other) ? { other, by } : []))[0]
      if (duplicate !== undefined) setFound({ of: id, duplicate })
    })
    return () => {
      current = false
    }
  }, [id, cause])
  return found?.of === id ? found.duplicate : undefined
}
