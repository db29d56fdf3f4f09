import { useCallback, useEffect, useState } from 'react'
import type { DoctorHint } from '../../shared/api/doctor-contract.ts'
import { call } from './host.ts'
import { useView } from './store.ts'

/** The look takes half a minute from the start of the host; nobody waits for it. */
const ASK_AGAIN = 5_000

/** What the host found by itself after its start. */
export function useDoctorHint(): { readonly hint: DoctorHint; readonly dismiss: () => void } {
  const [hint, setHint] = useState<DoctorHint>({ state: 'looking' })
  const isOnline = useView((state) => state.link === 'online')
  useEffect(() => {
    if (!isOnline) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const ask = async (): Promise<void> => {
      const found = await call('doctorHint', {})
      if (ended || !found.ok) return
      setHint(found.value)
      if (found.value.state === 'looking') timer = setTimeout(() => void ask(), ASK_AGAIN)
    }
    void ask()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [isOnline])
  const dismiss = useCallback(() => {
    setHint({ state: 'none' })
    void call('dismissDoctorHint', {})
  }, [])
  return { hint, dismiss }
}
