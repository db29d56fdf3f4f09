import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PacketDetail, PacketRow } from '../../../shared/model/packet-console.ts'
import { exactTime } from '../../logic/dates.ts'
import { IconButton } from '../../parts/button.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { call } from '../../state/host.ts'
import { usePackets } from '../../state/packet-console.ts'
import { HexView } from './hex-view.tsx'

/** One packet in its pieces, and its bytes; a piece that is chosen is marked among them. */
export function PacketDetails({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const session = usePackets((state) => state.session)
  const [detail, setDetail] = useState<PacketDetail | 'gone'>()
  const [part, setPart] = useState<number>()
  useEffect(() => {
    if (session === undefined) return
    let ended = false
    void call('consolePacket', { session, id }).then((found) => {
      if (!ended) setDetail(found.ok ? found.value : 'gone')
    })
    return () => {
      ended = true
    }
  }, [session, id])
  const marked = detail === undefined || detail === 'gone' || part === undefined ? undefined : detail.parts[part]
  return (
    <section
      aria-label={t('console.details')}
      data-packet-details
      className="flex min-h-0 grow basis-0 flex-col border-t border-line wide:max-w-[27rem] roomy:max-w-[38rem] wide:border-t-0 wide:border-l"
    >
      <div className="flex items-center pl-4">
        <h3 className="grow truncate text-sm font-semibold">{t('console.details')}</h3>
        <IconButton label={t('console.close_details')} onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {detail === 'gone' && <p className="px-4 text-sm text-muted">{t('console.gone')}</p>}
      {detail !== undefined && detail !== 'gone' && (
        <div className="flex min-h-0 grow flex-col gap-3 overflow-y-auto px-4 pb-4">
          <Facts packet={detail.packet} />
          {detail.parts.length > 0 && (
            <ul aria-label={t('console.parts')} className="flex flex-col rounded-sm border border-line">
              {detail.parts.map(({ name, value, from, to }, index) => (
                <li key={from} className="border-b border-line last:border-0">
                  <button
                    type="button"
                    aria-pressed={index === part}
                    onClick={() => setPart(index === part ? undefined : index)}
                    className="flex w-full gap-2 px-2 py-1 text-left text-xs -outline-offset-2 hover:bg-hover aria-pressed:bg-selected"
                  >
                    <span className="w-[6.5rem] shrink-0 text-muted">{t(`console.part.${name}`)}</span>
                    <span className="min-w-0 grow whitespace-pre-wrap break-words">{value}</span>
                    <span className="shrink-0 text-muted tabular-nums">{to - from}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <HexView hex={detail.hex} from={marked?.from} to={marked?.to} />
        </div>
      )}
    </section>
  )
}

function Facts({ packet }: { readonly packet: PacketRow }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { at, direction, protocol, address, port, local, who, program, encoding, size, problem } = packet
  const own = packet.interface === '' ? local : `${local} (${packet.interface})`
  const facts: readonly (readonly [string, string])[] = [
    [t('console.time'), exactTime(at, language)],
    [
      t(direction === 'in' ? 'console.from' : 'console.to'),
      `${who === '' ? '' : `${who} · `}${address}:${port} (${protocol.toUpperCase()})`,
    ],
    [t('console.here'), own],
    ...(program === '' ? [] : [[t('console.program'), program] as const]),
    ...(encoding === undefined ? [] : [[t('console.encoding'), encoding] as const]),
    [t('console.size'), t('console.bytes', { count: size })],
    ...(problem === undefined ? [] : [[t('console.why'), t(`console.problem.${problem}`)] as const]),
  ]
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="break-words select-text">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
