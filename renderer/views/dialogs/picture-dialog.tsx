import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { squarePicture } from '../../logic/square-picture.ts'
import { Avatar, drawn } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog, dialogButtons } from '../../parts/dialog.tsx'
import { closeDialog } from '../../state/actions.ts'
import { call } from '../../state/host.ts'
import { useMe, usePerson } from '../../state/people.ts'
import { useSetting } from '../../state/use-setting.ts'

const hues = [12, 35, 80, 145, 168, 200, 232, 258, 285, 312, 340] as const

export function PictureDialog({ peer }: { readonly peer: string }) {
  const { t } = useTranslation()
  const person = usePerson(peer)
  return (
    <Chooser
      title={t('person.picture_title', { name: person.name })}
      hint={t('person.picture_hint')}
      name={person.name}
      id={person.id}
      value={person.picture ?? ''}
      choose={(picture) => void call('setPicture', { peer, picture })}
    />
  )
}

export function MyPictureDialog() {
  const { t } = useTranslation()
  const { id, name } = useMe()
  const { value, save } = useSetting('picture')
  return (
    <Chooser
      title={t('person.picture_me')}
      hint={t('person.picture_me_hint')}
      name={name}
      id={id}
      value={value}
      choose={(picture) => void save(picture)}
    />
  )
}

function Chooser({
  title,
  hint,
  name,
  id,
  value,
  choose,
}: {
  readonly title: string
  readonly hint: string
  readonly name: string
  readonly id: string
  readonly value: string
  readonly choose: (picture: string) => void
}) {
  const { t } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  const [bad, setBad] = useState(false)
  const tile = (picture: string, label: string) => (
    <button
      key={picture}
      type="button"
      aria-label={label}
      aria-pressed={picture === value}
      className="rounded-full p-0.5 outline-offset-1 aria-pressed:outline-2 aria-pressed:outline-accent"
      onClick={() => choose(picture)}
    >
      <Avatar peer={{ id, name, picture, presence: 'online' }} presence={false} />
    </button>
  )
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return
    const picture = await squarePicture(chosen)
    setBad(picture === undefined)
    if (picture !== undefined) choose(picture)
  }
  return (
    <Dialog title={title} hint={hint}>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-4">
        <div className="flex items-center gap-3">
          <Avatar peer={{ id, name, picture: value, presence: 'online' }} size="large" presence={false} />
          <Button onClick={() => choose('')}>{t('person.picture_none')}</Button>
          <Button onClick={() => file.current?.click()}>{t('person.picture_file')}</Button>
          <input
            ref={file}
            type="file"
            accept="image/*"
            aria-label={t('person.picture_file')}
            className="hidden"
            onChange={(event) => {
              void take(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </div>
        {bad && (
          <p className="text-sm text-red" role="alert">
            {t('person.picture_bad')}
          </p>
        )}
        <fieldset className="flex flex-wrap gap-1">
          <legend className="pb-1 text-sm font-medium">{t('person.picture_drawn')}</legend>
          {drawn.map((_, number) => tile(`drawn:${number}`, t('person.picture_number', { number: number + 1 })))}
        </fieldset>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="pb-1 text-sm font-medium">{t('person.picture_colours')}</legend>
          {hues.map((hue, number) => tile(`hue:${hue}`, t('person.picture_colour', { number: number + 1 })))}
        </fieldset>
      </div>
      <div className={dialogButtons}>
        <Button kind="primary" onClick={closeDialog}>
          {t('common.done')}
        </Button>
      </div>
    </Dialog>
  )
}
