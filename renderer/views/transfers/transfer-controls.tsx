import { CircleAlert, CircleCheck, Pause, Play, ShieldAlert, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from '../../../shared/api/contract.ts'
import type { Transfer } from '../../../shared/model/transfer.ts'
import type { Result } from '../../../shared/result.ts'
import { errorKey } from '../../logic/errors.ts'
import { actionsOf, fractionOf, type TransferAction } from '../../logic/transfers.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Progress } from '../../parts/progress.tsx'
import { notify } from '../../state/notices.ts'
import { actOn } from '../../state/transfer-actions.ts'
import { useAbilities } from '../../state/transfers.ts'
import { amountText, statusText } from './transfer-text.ts'
import { useWords } from './use-words.ts'

/** Runs a wish and says in a line below when it was refused. */
export function useWish(): (wish: Promise<Result<unknown, ApiError>>) => void {
  const { t } = useTranslation()
  return (wish) =>
    void wish.then((done) => {
      if (done.ok) return
      const problem = errorKey(done.error)
      notify(t(problem.key, { detail: problem.detail }))
    })
}

/**
 * The lower part of a file card: where it stands and what can be done. All states have the same least height, so that a card does not
 * move the chat while it goes from one to the next.
 */
export function TransferControls({ transfer }: { readonly transfer: Transfer }) {
  const { state } = transfer
  return state === 'queued' || state === 'running' || state === 'paused' ? (
    <UnderWay transfer={transfer} />
  ) : (
    <Standing transfer={transfer} />
  )
}

const icons = { pause: Pause, resume: Play, cancel: X, withdraw: X } as const
const hasIcon = (action: TransferAction): action is keyof typeof icons => Object.hasOwn(icons, action)

function UnderWay({ transfer }: { readonly transfer: Transfer }) {
  const words = useWords(transfer.peer)
  const { t } = words
  const wish = useWish()
  const { name } = transfer
  const moving = transfer.state === 'running'
  const actions = actionsOf(transfer, useAbilities()).filter(hasIcon)
  return (
    <div className="flex min-h-8 items-center gap-1">
      <div className="flex min-w-0 grow flex-col gap-1 pr-1">
        <Progress
          label={t('transfer.progress', { file: name })}
          fraction={fractionOf(transfer)}
          moving={moving}
          text={amountText(transfer, words)}
        />
        <p className="truncate text-xs text-muted tabular-nums">{statusText(transfer, words)}</p>
      </div>
      {actions.map((action) => {
        const Icon = icons[action]
        return (
          <IconButton
            key={action}
            label={t('transfer.action_for', { action: t(`transfer.action.${action}`), file: name })}
            className="size-8!"
            onClick={() => wish(actOn(transfer, action))}
          >
            <Icon size={16} aria-hidden="true" />
          </IconButton>
        )
      })}
    </div>
  )
}

const looks: { readonly [A in TransferAction]?: 'primary' | 'plain' } = {
  accept: 'primary',
  'save-as': 'plain',
  decline: 'plain',
  retry: 'plain',
  resume: 'plain',
  open: 'plain',
  show: 'plain',
  fetch: 'plain',
}

/** Offered or over: a line of words where they say more than the buttons, and buttons. */
function Standing({ transfer }: { readonly transfer: Transfer }) {
  const words = useWords(transfer.peer)
  const { t } = words
  const wish = useWish()
  const actions = actionsOf(transfer, useAbilities())
  const { direction, state, name, executable } = transfer
  const risky = executable && direction === 'in' && (state === 'offered' || state === 'done')
  const speaks = risky || !(direction === 'in' && (state === 'offered' || actions.includes('show')))
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1">
      {speaks && (
        <p
          className={`flex min-w-[min(12rem,100%)] grow basis-0 items-start gap-1 text-xs [overflow-wrap:anywhere] ${state === 'failed' ? 'text-red' : risky ? 'text-text' : 'text-muted'}`}
        >
          {risky && <ShieldAlert size={14} className="mt-px shrink-0 text-red" aria-hidden="true" />}
          {state === 'failed' && <CircleAlert size={14} className="mt-px shrink-0" aria-hidden="true" />}
          {state === 'done' && !risky && (
            <CircleCheck size={14} className="mt-px shrink-0 text-green" aria-hidden="true" />
          )}
          <span>{risky ? t('transfer.program', { name: words.name }) : statusText(transfer, words)}</span>
        </p>
      )}
      {actions.length > 0 && (
        <div className="flex flex-wrap gap-1">
          {actions.map((action) => (
            <Button
              key={action}
              kind={looks[action] ?? 'quiet'}
              className="min-h-7! px-2.5!"
              aria-label={t('transfer.action_for', { action: t(`transfer.action.${action}`), file: name })}
              onClick={() => wish(actOn(transfer, action))}
            >
              {t(`transfer.action.${action}`)}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
