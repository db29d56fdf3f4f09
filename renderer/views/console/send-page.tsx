import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type RawEncoding,
  type RawExchange,
  rawEncodings,
  type Transport,
} from '../../../shared/model/packet-console.ts'
import { exactTime } from '../../logic/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/choice.tsx'
import { fieldBox, Labelled, TextField } from '../../parts/field.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { refresh, usePackets } from '../../state/packet-console.ts'
import { encodingNames, useSendProblem } from './send-text.ts'
import { TransportChoice } from './transport-choice.tsx'

/** Bytes by hand to an address of the local network, from a socket of their own, and what comes back. */
export function SendPage() {
  const { t } = useTranslation()
  const session = usePackets((state) => state.session)
  const raw = usePackets((state) => state.raw)
  const problemText = useSendProblem()
  const [transport, setTransport] = useState<Transport>('udp')
  const [to, setTo] = useState('')
  const [encoding, setEncoding] = useState<RawEncoding>('utf-8')
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (session === undefined) return
    const sent = await call('sendRaw', { session, transport, to, text, encoding })
    setProblem(sent.ok ? undefined : sent.error.code)
    refresh()
  }
  const isOfAddress = problem === 'invalid-address' || problem === 'not-local' || problem === 'own-address'
  const sentence = problem === undefined ? undefined : problemText(problem)
  return (
    <div className="flex min-h-0 grow flex-col overflow-y-auto px-5 pt-3 pb-5">
      <form onSubmit={(event) => void send(event)} className="flex max-w-180 flex-col gap-2">
        <TransportChoice value={transport} onChange={setTransport} />
        <div className="grid grid-cols-1 gap-x-4 gap-y-2 wide:grid-cols-2">
          <TextField
            label={t('console.address')}
            hint={t('console.address_hint')}
            error={isOfAddress ? sentence : undefined}
            value={to}
            maxLength={80}
            onChange={(event) => setTo(event.target.value)}
          />
          <Select
            label={t('console.encoding')}
            value={encoding}
            choices={rawEncodings.map((value) => ({ value, label: encodingNames[value] ?? t('console.hex_bytes') }))}
            onChange={setEncoding}
          />
        </div>
        <Labelled
          label={t('console.text')}
          hint={encoding === 'hex' ? t('console.hex_hint') : t('console.text_hint')}
          error={isOfAddress ? undefined : sentence}
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={4}
              maxLength={200_000}
              spellCheck={false}
              value={text}
              aria-invalid={sentence !== undefined && !isOfAddress}
              onChange={(event) => setText(event.target.value)}
              className={`${fieldBox} resize-y font-mono`}
            />
          )}
        </Labelled>
        <Button type="submit" kind="primary" className="self-start">
          {t('console.send_now')}
        </Button>
      </form>
      {raw !== undefined && <Exchange raw={raw} />}
    </div>
  )
}

function Exchange({ raw }: { readonly raw: RawExchange }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { state, answers } = raw
  const line =
    state.state === 'failed'
      ? t('console.failed', { code: state.code })
      : state.state === 'waiting'
        ? t('console.waiting')
        : answers.length === 0
          ? t('console.no_answer')
          : t('console.over')
  // Two answers may be of the same moment; new ones come at the end.
  const placed = answers.map((answer, place) => ({ answer, place }))
  return (
    <section aria-labelledby="exchange-title" className="pt-4">
      <h3 id="exchange-title" className="text-sm font-semibold">
        {t('console.answers')}
      </h3>
      <p className="pt-1 text-xs text-muted" role="status">
        {t('console.left', {
          count: raw.sent,
          address: `${raw.address}:${raw.port}`,
          time: exactTime(raw.sentAt, language),
        })}{' '}
        {line}
      </p>
      {placed.length > 0 && (
        <ol className="mt-2 flex max-w-180 flex-col rounded-sm border border-line">
          {placed.map(({ answer, place }) => (
            <li key={place} className="flex flex-col gap-1 border-b border-line px-3 py-1.5 text-xs last:border-0">
              <span className="text-muted tabular-nums">
                {exactTime(answer.at, language)} · {t('console.bytes', { count: answer.size })}
              </span>
              {answer.text !== '' && (
                <span className="max-h-40 overflow-y-auto whitespace-pre-wrap break-words select-text">
                  {answer.text}
                </span>
              )}
              <span className="line-clamp-3 font-mono break-all text-muted select-text">
                {answer.hex.slice(0, 600)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
