import { useEffect, useState } from 'react'
import type { PersonFacts } from '../../shared/api/people-contract.ts'
import type { Peer } from '../../shared/model/peer.ts'
import { call } from './host.ts'
import { useView } from './store.ts'

/** What the host knows beyond the list; asked for anew when he moves or writes. */
export function usePersonFacts(person: Peer): PersonFacts | undefined {
  const [answer, setAnswer] = useState<{ readonly of: string; readonly facts: PersonFacts }>()
  const last = useView((state) => state.conversations.get(person.id)?.last?.id)
  // Merged or separated, here or in another window.
  const others = useView((state) => state.peers.size)
  const cause = [person.address, person.client, person.presence, last, others].join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cause makes the answer another one
  useEffect(() => {
    let current = true
    void call('personFacts', { peer: person.id }).then((found) => {
      if (current && found.ok) setAnswer({ of: person.id, facts: found.value })
    })
    return () => {
      current = false
    }
  }, [person.id, cause])
  return answer?.of === person.id ? answer.facts : undefined
}
