import { useCallback, useEffect, useState } from 'react'
import type { DoctorReport } from '../../shared/model/doctor.ts'
import { call } from './host.ts'

export type Look =
  | { readonly state: 'looking'; readonly progress: number }
  | { readonly state: 'done'; readonly report: DoctorReport }
  | { readonly state: 'stopped' }

/** A bar that moves smoothly; the host is in the same computer. */
const ASK_EVERY = 200

/** Looks at the network, or at the way to a person, while the part is shown. */
export function useDoctor(peer: string | undefined): {
  readonly look: Look
  readonly again: () => void
  readonly stop: () => void
} {
  const [look, setLook] = useState<Look>({ state: 'looking', progress: 0 })
  const [round, setRound] = useState<number | 'stopped'>(0)
  useEffect(() => {
    if (round === 'stopped') return setLook({ state: 'stopped' })
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    let run: number | undefined
    setLook({ state: 'looking', progress: 0 })
    const ask = async (): Promise<void> => {
      if (run === undefined) return
      const found = await call('doctorState', { run })
      if (ended) return
      if (!found.ok || found.value.state === 'gone') setLook({ state: 'stopped' })
      else if (found.value.state === 'done') setLook(found.value)
      else {
        setLook({ state: 'looking', progress: found.value.progress })
        timer = setTimeout(() => void ask(), ASK_EVERY)
      }
    }
    void call('startDoctor', peer === undefined ? {} : { peer }).then((started) => {
      if (!started.ok) return setLook({ state: 'stopped' })
      run = started.value.run
      if (ended) void call('cancelDoctor', { run })
      else void ask()
    })
    return () => {
      ended = true
      clearTimeout(timer)
      if (run !== undefined) void call('cancelDoctor', { run })
    }
  }, [peer, round])
  const again = useCallback(() => setRound((before) => (before === 'stopped' ? 0 : before + 1)), [])
  return { look, again, stop: useCallback(() => setRound('stopped'), []) }
}
