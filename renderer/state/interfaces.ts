import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { interfacesContract } from '../../shared/api/interfaces-contract.ts'
import { useSettings } from './hooks.ts'
import { call } from './host.ts'
import { useView } from './store.ts'

export type Interfaces = z.infer<(typeof interfacesContract)['listInterfaces']['output']>

/** As often as the host itself looks at them. */
const LOOK_EVERY = 3_000

/** The computer's network interfaces while the part is shown; undefined for a moment at first. */
export function useInterfaces(): Interfaces | undefined {
  const [found, setFound] = useState<Interfaces>()
  const network = useView((state) => state.host?.network)
  const denied = useSettings().deniedInterfaces
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes there is worth a look at once
  useEffect(() => {
    let ended = false
    const look = async (): Promise<void> => {
      const listed = await call('listInterfaces', {})
      if (!ended && listed.ok) setFound(listed.value)
    }
    void look()
    const timer = setInterval(() => void look(), LOOK_EVERY)
    return () => {
      ended = true
      clearInterval(timer)
    }
  }, [network, denied])
  return found
}
