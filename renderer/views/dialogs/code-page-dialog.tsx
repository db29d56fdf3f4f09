import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodOutput } from '../../../shared/api/contract.ts'
import { type ReadAs, readings } from '../../../shared/api/reading-contract.ts'
import { inertText } from '../../../shared/model/inert.ts'
import { errorKey } from '../../logic/errors.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { closeDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { notify } from '../../state/notices.ts'
import { usePerson } from '../../state/people.ts'

/** Two lines of it tell whether it reads well. */
const SHOWN = 160

/** Repairs a garbled message: shows it in each code page, then reads it, or all of its sender, in the one that is right. */
export function CodePageDialog({ conversation, id }: { readonly conversation: string; readonly id: string }) {
  const { t } = useTranslation()
  const person = usePerson(conversation)
  const [preview, setPreview] = useState<MethodOutput<'previewCodePages'>>()
  const [chosen, setChosen] = useState<ReadAs>('automatic')
  const [error, setError] = useState<string>()

  const fail = (problem: { readonly code: string; readonly detail?: string }): void => {
    const { key, detail } = errorKey(problem)
    setError(problem.code === 'no-datagram' ? t('reading.no_datagram') : t(key, { detail }))
  }
  useEffect(() => {
    void call('previewCodePages', { message: id }).then((found) => {
      if (!found.ok) return setError(t('reading.no_datagram'))
      setPreview(found.value)
      setChosen(found.value.chosen)
    })
  }, [id, t])

  const apply = async (whom: 'message' | 'person'): Promise<void> => {
    const done =
      whom === 'message'
        ? await call('readMessageAs', { message: id, as: chosen })
        : await call('readPersonAs', { peer: conversation, as: chosen })
    if (!done.ok) return fail(done.error)
    closeDialog()
    if (whom === 'person') notify(t('reading.rereading', { name: person.name }))
  }

  return (
    <Dialog title={t('reading.read_as_title')} hint={t('reading.read_as_hint', { name: person.name })}>
      <fieldset
        className="mt-3 flex min-h-0 flex-col gap-1 overflow-y-auto px-5"
        aria-label={t('reading.read_as_title')}
      >
        {preview !== undefined &&
          readings.map((as) => {
            const text = preview.readings.find(({ codePage }) => codePage === as)?.text
            return (
              <label
                key={as}
                className="flex cursor-default items-start gap-3 rounded-sm border border-line px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-focus"
              >
                <input
                  type="radio"
                  name="code-page"
                  value={as}
                  checked={chosen === as}
                  className="mt-1 accent-accent outline-none"
                  onChange={() => setChosen(as)}
                />
                <span className="flex min-w-0 grow flex-col">
                  <span className="text-xs text-muted">{t(`reading.code_page_${as}`)}</span>
                  <span className="line-clamp-2 text-sm [overflow-wrap:anywhere]">
                    {text === undefined ? t('reading.automatic_hint') : inertText(text.slice(0, SHOWN))}
                  </span>
                </span>
              </label>
            )
          })}
      </fieldset>
      <p className="min-h-4 px-5 pt-2 text-xs text-red" aria-live="polite">
        {error}
      </p>
      <div className={`${dialogButtons} flex-wrap pt-2!`}>
        <Button disabled={preview === undefined} onClick={() => void apply('message')}>
          {t('reading.only_this')}
        </Button>
        <Button kind="primary" disabled={preview === undefined} onClick={() => void apply('person')}>
          {t('reading.all_of', { name: person.name })}
        </Button>
      </div>
    </Dialog>
  )
}
