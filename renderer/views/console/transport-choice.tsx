import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Transport } from '../../../shared/model/packet-console.ts'

const transports = ['udp', 'tcp'] as const

/** UDP or TCP. */
export function TransportChoice({
  value,
  onChange,
}: {
  readonly value: Transport
  readonly onChange: (transport: Transport) => void
}) {
  const { t } = useTranslation()
  const name = useId()
  return (
    <fieldset className="flex gap-4">
      <legend className="sr-only">{t('console.transport')}</legend>
      {transports.map((transport) => (
        <label key={transport} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="radio"
            name={name}
            checked={value === transport}
            onChange={() => onChange(transport)}
            className="size-4 accent-fill"
          />
          {transport.toUpperCase()}
        </label>
      ))}
    </fieldset>
  )
}
