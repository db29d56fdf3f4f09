import { Tabs } from '@base-ui/react/tabs'
import { Link2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileHit } from '../../../shared/api/search-contract.ts'
import { inertText } from '../../../shared/model/inert.ts'
import { textParts } from '../../../shared/model/links.ts'
import type { Message } from '../../../shared/model/message.ts'
import { fileSize, listTime } from '../../logic/dates.ts'
import { linkHost } from '../../logic/link-target.ts'
import { oneLine } from '../../logic/preview.ts'
import { Button } from '../../parts/button.tsx'
import { FileName } from '../../parts/file-name.tsx'
import { openChat } from '../../state/actions.ts'
import { useLanguageTag, useMinute } from '../../state/hooks.ts'
import { type Asked, useFileHits, useMessageHits } from '../../state/search.ts'
import { fileIcons } from '../chat/file-card.tsx'
import { TransferControls } from '../transfers/transfer-controls.tsx'
import { SharedPictures } from './shared-pictures.tsx'
import { useHitTransfer } from './use-hit-transfer.ts'

const kinds = ['image', 'document', 'link'] as const
type Kind = (typeof kinds)[number]
/** How often each was chosen. */
type Turns = Readonly<Record<Kind, number>>

const tab =
  'grow rounded-sm px-1.5 py-1.5 text-sm font-medium text-muted hover:text-text data-active:bg-field data-active:text-text in-data-[contrast=more]:data-active:underline'

/** What was sent in a chat, by kind, the newest first. */
export function SharedMedia({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  // Who comes back to a kind finds it as he left it until the host has answered once more.
  const [turns, setTurns] = useState<Turns>({ image: 1, document: 0, link: 0 })
  return (
    <Tabs.Root
      defaultValue={'image' satisfies Kind}
      className="flex flex-col gap-2 px-4 pt-3 pb-6"
      onValueChange={(kind: Kind) => setTurns((before) => ({ ...before, [kind]: before[kind] + 1 }))}
    >
      <Tabs.List className="flex gap-1" activateOnFocus aria-label={t('find.shared')}>
        {kinds.map((kind) => (
          <Tabs.Tab key={kind} value={kind} className={tab}>
            {t(`find.shared_${kind}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="image" keepMounted={turns.image > 0}>
        <SharedFiles id={id} kind="image" turn={turns.image} />
      </Tabs.Panel>
      <Tabs.Panel value="document" keepMounted={turns.document > 0}>
        <SharedFiles id={id} kind="document" turn={turns.document} />
      </Tabs.Panel>
      <Tabs.Panel value="link" keepMounted={turns.link > 0}>
        <SharedLinks id={id} turn={turns.link} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}

const askedFor = (id: string, has: Kind): Asked => ({ words: '', filter: { chats: [id], has: [has] } })

function Nothing({ kind }: { readonly kind: Kind }) {
  const { t } = useTranslation()
  return <p className="px-2 py-6 text-center text-sm text-muted">{t(`find.empty_${kind}`)}</p>
}

function SharedFiles({
  id,
  kind,
  turn,
}: {
  readonly id: string
  readonly kind: 'image' | 'document'
  readonly turn: number
}) {
  const { t } = useTranslation()
  const { hits, more } = useFileHits(askedFor(id, kind), turn)
  if (hits.asked === undefined) return null
  if (hits.found.length === 0) return <Nothing kind={kind} />
  return (
    <>
      {kind === 'image' ? (
        <SharedPictures hits={hits.found} />
      ) : (
        <ul className="flex flex-col gap-2">
          {hits.found.map((hit) => (
            <SharedFile key={`${hit.message}.${hit.attachment.index}`} hit={hit} />
          ))}
        </ul>
      )}
      {hits.hasMore && (
        <Button kind="quiet" onClick={more}>
          {t('find.older')}
        </Button>
      )}
    </>
  )
}

/** Its name leads to the message; what can be done with it is as in the chat. */
function SharedFile({ hit }: { readonly hit: FileHit }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  const { message, attachment } = hit
  const transfer = useHitTransfer(hit)
  const Icon = fileIcons[attachment.kind]
  const size = attachment.size > 0 ? fileSize(attachment.size, language) : ''
  return (
    <li className="flex flex-col gap-1 rounded-md border border-line p-2">
      <button
        type="button"
        className="flex items-center gap-2 rounded-sm text-left hover:bg-hover"
        onClick={() => void openChat(hit.conversation, message)}
      >
        <span className="flex size-8 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
          <Icon size={16} strokeWidth={1.6} aria-hidden="true" />
        </span>
        <span className="flex min-w-0 grow flex-col">
          <span className="text-sm font-medium">
            <FileName name={attachment.name} />
          </span>
          <span className="truncate text-xs text-muted tabular-nums">
            {[size, listTime(hit.at, minute, language)].filter((part) => part !== '').join(' · ')}
            <span className="sr-only">, {t('find.go_to')}</span>
          </span>
        </span>
      </button>
      {transfer !== undefined && <TransferControls transfer={transfer} />}
    </li>
  )
}

function SharedLinks({ id, turn }: { readonly id: string; readonly turn: number }) {
  const { t } = useTranslation()
  const { hits, more } = useMessageHits(askedFor(id, 'link'), turn)
  if (hits.asked === undefined) return null
  if (hits.found.length === 0) return <Nothing kind="link" />
  return (
    <>
      <ul className="flex flex-col gap-1">
        {hits.found.flatMap((message) =>
          linksOf(message).map(({ key, ...link }) => <SharedLink key={key} {...link} />),
        )}
      </ul>
      {hits.hasMore && (
        <Button kind="quiet" onClick={more}>
          {t('find.older')}
        </Button>
      )}
    </>
  )
}

interface FoundLink {
  readonly message: Message
  readonly text: string
  readonly place: string
}

const linksOf = (message: Message): readonly (FoundLink & { readonly key: string })[] =>
  textParts(inertText(message.text)).flatMap((part) =>
    part.kind === 'link'
      ? [
          {
            key: `${message.id}/${part.start}`,
            message,
            text: part.text,
            place: part.type === 'share' ? (part.target.split('\\')[2] ?? '') : (linkHost(part.target) ?? part.target),
          },
        ]
      : [],
  )

/** Leads to the message: there the address is opened, after its confirmation. */
function SharedLink({ message, text, place }: FoundLink) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const minute = useMinute()
  return (
    <li>
      <button
        type="button"
        className="flex w-full items-center gap-2 rounded-sm p-1.5 text-left hover:bg-hover"
        onClick={() => void openChat(message.conversation, message.id)}
      >
        <span className="flex size-8 shrink-0 items-center justify-center rounded-sm bg-field text-accent-text">
          <Link2 size={16} strokeWidth={1.6} aria-hidden="true" />
        </span>
        <span className="flex min-w-0 grow flex-col">
          <span className="truncate text-sm font-medium">{place}</span>
          <span className="truncate text-xs text-muted">{oneLine(text)}</span>
        </span>
        <time className="shrink-0 text-xs text-muted">{listTime(message.at, minute, language)}</time>
        <span className="sr-only">, {t('find.go_to')}</span>
      </button>
    </li>
  )
}
