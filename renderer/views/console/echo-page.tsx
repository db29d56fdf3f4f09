import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EchoListener, Transport } from '../../../shared/model/packet-console.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { call } from '../../state/host.ts'
import { refresh, usePackets } from '../../state/packet-console.ts'
import { useSendProblem } from './send-text.ts'
import { TransportChoice } from './transport-choice.tsx'

const [FIRST, LAST] = [1_024, 65_535] as const

/** Listeners that send back what comes, for trying a way through the network from its other end. */
export function EchoPage() {
  const { t } = useTranslation()
  const session = usePackets((state) => state.session)
  const echoes = usePackets((state) => state.echoes)
  const problemText = useSendProblem()
  const [transport, setTransport] = useState<Transport>('udp')
  const [port, setPort] = useState('7007')
  const [problem, setProblem] = useState<string>()
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (session === undefined) return
    const number = Number(port)
    if (!Number.isInteger(number) || number < FIRST || number > LAST) return setProblem('port-reserved')
    const started = await call('startEcho', { session, transport, port: number })
    setProblem(started.ok ? undefined : started.error.code)
    refresh()
  }
  const stop = async (which: Transport): Promise<void> => {
    if (session === undefined) return
    await call('stopEcho', { session, transport: which })
    refresh()
  }
  return (
    <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto px-5 pt-3 pb-5">
      <p className="max-w-[68ch] text-sm text-muted">{t('console.echo_hint')}</p>
      <form onSubmit={(event) => void start(event)} className="flex flex-col gap-2">
        <TransportChoice value={transport} onChange={setTransport} />
        <div className="max-w-80">
          <TextField
            label={t('console.port')}
            error={problem === undefined ? undefined : problemText(problem)}
            inputMode="numeric"
            maxLength={5}
            value={port}
            onChange={(event) => setPort(event.target.value)}
          />
        </div>
        <Button type="submit" kind="primary" className="self-start">
          {t('console.echo_start')}
        </Button>
      </form>
      {echoes.length > 0 && (
        <ul aria-label={t('console.echo_running')} className="flex max-w-120 flex-col gap-2">
          {echoes.map((echo) => (
            <Running key={echo.transport} echo={echo} onStop={() => void stop(echo.transport)} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Running({ echo, onStop }: { readonly echo: EchoListener; readonly onStop: () => void }) {
  const { t } = useTranslation()
  const name = `${echo.transport.toUpperCase()} ${echo.port}`
  return (
    <li className="flex items-center gap-3 rounded-md border border-line px-4 py-3" data-echo={echo.transport}>
      <div className="min-w-0 grow">
        <p className="text-sm font-medium">{name}</p>
        <p className="text-xs text-muted tabular-nums">
          {t('console.echo_counts', { answered: echo.answered, bytes: echo.bytes, refused: echo.refused })}
        </p>
      </div>
      <Button aria-label={t('console.echo_stop_of', { name })} onClick={onStop}>
        {t('console.echo_stop')}
      </Button>
    </li>
  )
}
