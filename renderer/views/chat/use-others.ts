import { useShallow } from 'zustand/react/shallow'
import type { Message } from '../../../shared/model/message.ts'
import { personOf } from '../../state/people.ts'
import { useView } from '../../state/store.ts'

/** More names than this are a crowd. */
const MOST_NAMED = 5
const none: string[] = []

/** The names of the others who got a message, where that is known; most messages have none. */
export const useOthers = ({ recipients = none, conversation }: Message): readonly string[] =>
  useView(
    useShallow((state) => {
      const others = recipients.filter((id) => id !== conversation)
      const names = others.slice(0, MOST_NAMED).map((id) => nameOf(personOf(state.peers, id)))
      return others.length > MOST_NAMED ? [...names, '…'] : names
    }),
  )

/** Of somebody who is not listed, his user name is all that the list says. */
const nameOf = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  name === id ? id.replace(/^u:/, '').split('@')[0] || id : name
