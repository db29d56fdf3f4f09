/** What each method of the contract does, on parsed input. */
import type { z } from 'zod'
import type { ConsoleMethodName } from '../api/console-contract.ts'
import {
  type ApiError,
  type Contract,
  contract,
  type HostMethodName,
  type MethodName,
  type MethodOutput,
} from '../api/contract.ts'
import type { DiagnosticsMethodName } from '../api/diagnostics-contract.ts'
import type { DoctorMethodName } from '../api/doctor-contract.ts'
import type { HistoryMethodName } from '../api/history-contract.ts'
import type { InterfacesMethodName } from '../api/interfaces-contract.ts'
import { parseInput } from '../api/method.ts'
import type { UpdateMethodName } from '../api/update-contract.ts'
import type { Input } from '../engine/inputs.ts'
import type { Millis } from '../engine/io.ts'
import type { Conversation } from '../model/conversation.ts'
import { groupOfChat } from '../model/group.ts'
import { isCovered, type Message } from '../model/message.ts'
import { parseReachEntry, singleAddress } from '../model/reach.ts'
import type { Settings, SettingsPatch } from '../model/settings.ts'
import { err, ok, type Result } from '../result.ts'
import { attentionMethods } from './attention-methods.ts'
import type { ComposingMethodName } from './composing-methods.ts'
import type { DialectMethodName } from './dialect-methods.ts'
import type { Feed } from './feed.ts'
import type { GroupMethodName } from './groups.ts'
import { optionsOf } from './message-options.ts'
import type { People } from './people.ts'
import type { PeopleMethodName } from './people-methods.ts'
import type { PictureMethodName } from './picture-methods.ts'
import type { Store } from './ports.ts'
import type { SettingError } from './profile.ts'
import type { Quotes } from './quotes.ts'
import type { ReadingMethodName } from './reading-methods.ts'
import type { SealedMethodName } from './sealed-methods.ts'
import { searchMethods } from './search-methods.ts'
import type { SignalMethodName } from './signal-methods.ts'
import type { Disk } from './storage.ts'
import type { TransferMethodName } from './transfer-methods.ts'
import type { TrustMethodName } from './trust-methods.ts'

export interface MethodParts {
  readonly store: Store
  readonly disk: Disk
  readonly people: People
  readonly feed: Feed
  readonly engine: (input: Input) => void
  readonly reopen: () => void
  readonly settings: () => Settings
  /** Stores the settings and tells engine, network and views. */
  readonly changeSettings: (patch: SettingsPatch) => Result<Settings, SettingError>
  readonly setAbsence: (text: string | undefined) => void
  readonly transferMethods: MethodsNamed<TransferMethodName>
  readonly sealedMethods: MethodsNamed<SealedMethodName>
  readonly composingMethods: MethodsNamed<ComposingMethodName>
  readonly readingMethods: MethodsNamed<ReadingMethodName>
  readonly pictureMethods: MethodsNamed<PictureMethodName>
  readonly quotes: Quotes
  readonly peopleMethods: MethodsNamed<PeopleMethodName>
  readonly dialectMethods: MethodsNamed<DialectMethodName>
  readonly signalMethods: MethodsNamed<SignalMethodName>
  readonly groupMethods: MethodsNamed<GroupMethodName>
  readonly trustMethods: MethodsNamed<TrustMethodName>
  /** A message is about to be deleted: what has to follow once it is. */
  readonly beforeDeleting: (message: string) => () => void
}

type ParsedInput<M extends MethodName> = z.output<Contract[M]['input']>
type Outcome<M extends MethodName> = Result<MethodOutput<M>, ApiError<Contract[M]['errors'][number]>>
export type MethodsNamed<Names extends MethodName> = {
  readonly [M in Names]: (input: ParsedInput<M>, now: Millis) => Outcome<M>
}
export type CoreMethodName = Exclude<
  MethodName,
  | HostMethodName
  | HistoryMethodName
  | UpdateMethodName
  | DoctorMethodName
  | ConsoleMethodName
  | DiagnosticsMethodName
  | InterfacesMethodName
>
type Methods = MethodsNamed<CoreMethodName>

/** The contract once more, indexed so that the compiler keeps a method and its input together. */
const inputs: { readonly [M in CoreMethodName]: { readonly input: z.ZodType<ParsedInput<M>> } } = contract

export type Invoke = (now: Millis, method: string, input: unknown) => Result<unknown, ApiError>

/** Parses and calls; what is not in the contract is `invalid-input`. */
export function createMethods(parts: MethodParts): Invoke {
  const methods = methodsOf(parts)
  const invoke = <M extends CoreMethodName>(now: Millis, method: M, input: unknown): Result<unknown, ApiError> => {
    const parsed = parseInput(inputs[method].input, input)
    return parsed.ok ? methods[method](parsed.value, now) : parsed
  }
  return (now, method, input) =>
    isMethod(method, methods) ? invoke(now, method, input) : err({ code: 'invalid-input', detail: 'no such method' })
}

const isMethod = (name: string, methods: Methods): name is CoreMethodName => Object.hasOwn(methods, name)

const done = ok({})

function methodsOf({ store, disk, people, feed, engine, ...host }: MethodParts): Methods {
  const putConversation = (conversation: Conversation | undefined): void => {
    if (conversation !== undefined) feed.put({ kind: 'conversation', conversation })
  }

  const changeConversation = (
    change: () => Conversation | undefined,
  ): Result<Record<string, never>, ApiError<'conversation-not-found' | 'storage-failed'>> => {
    const changed = disk.write(change)
    if (!changed.ok) return changed
    if (changed.value === undefined) return err({ code: 'conversation-not-found' })
    putConversation(changed.value)
    return done
  }

  return {
    ...host.transferMethods,
    ...host.sealedMethods,
    ...host.composingMethods,
    ...host.readingMethods,
    ...attentionMethods({ store, disk, feed }),
    ...host.peopleMethods,
    ...host.pictureMethods,
    ...searchMethods(store),
    ...host.signalMethods,
    ...host.groupMethods,
    ...host.trustMethods,
    ...host.dialectMethods,

    setSettings: (patch) => host.changeSettings(patch),
    setAbsence({ text }) {
      host.setAbsence(text)
      return done
    },
    announce() {
      engine({ type: 'announce' })
      return done
    },
    reopenNetwork() {
      host.reopen()
      return done
    },
    addAddress({ address }) {
      const entry = parseReachEntry(address)
      if (!entry.ok) return err({ code: 'invalid-address', detail: entry.error })
      const { peers, port } = host.settings()
      const text = address.trim()
      if (!peers.includes(text)) {
        const changed = host.changeSettings({ peers: [...peers, text] })
        if (!changed.ok) return err({ ...changed.error, code: addressError(changed.error.code) })
      }
      const endpoint = singleAddress(entry.value, port)
      if (endpoint !== undefined) engine({ type: 'contact', endpoint })
      return done
    },
    sendMessage({ peer, text: answer, options: given, reply }, now) {
      if (!people.has(peer)) return err({ code: 'peer-not-found' })
      if (answer.trim() === '') return err({ code: 'empty' })
      const text = host.quotes.textOf(answer, reply)
      // On disk first: what the user saw leave his hands is not lost by a crash, and the engine gets it back from the outbox.
      const options = optionsOf(given, [peer])
      const added = disk.write(() => host.quotes.keep(reply, store.addOutgoing({ peer, text, at: now, options })))
      if (!added.ok) return added
      const message = added.value
      feed.put({ kind: 'message', message })
      putConversation(store.conversation(message.conversation))
      engine({
        type: 'send',
        message: {
          ...{ id: message.id, peer, text, packetNo: undefined, queuedAt: now, attempts: 0 },
          ...(options !== undefined && { options }),
        },
      })
      return ok(message)
    },
    retryMessage({ id }, now) {
      const message = store.message(id)
      if (message === undefined) return err({ code: 'message-not-found' })
      if (!isUnfinished(message) && !isRevivable(message)) return err({ code: 'not-retryable' })
      if (isUnfinished(message)) {
        engine({ type: 'retry', message: id })
        return done
      }
      // The engine has given it up and forgotten it: it goes back to the outbox, where it keeps its packet number.
      const revived = disk.write(() => store.setDelivery(id, { state: 'queued', reason: 'no-answer' }, now))
      if (!revived.ok) return revived
      const outgoing = store.outbox().find((candidate) => candidate.id === id)
      if (revived.value === undefined || outgoing === undefined) return err({ code: 'message-not-found' })
      feed.put({ kind: 'message', message: revived.value })
      putConversation(store.conversation(message.conversation))
      engine({ type: 'send', message: outgoing })
      return done
    },
    deleteMessage({ id }) {
      const message = store.message(id)
      if (message === undefined) return err({ code: 'message-not-found' })
      if (isUnfinished(message)) engine({ type: 'cancel', message: id })
      const { packetNo } = (message.sealed && isCovered(message) && store.messageFacts(id)) || {}
      const endTransfers = host.beforeDeleting(id)
      const deleted = disk.write(() => store.deleteMessage(id))
      if (!deleted.ok) return deleted
      endTransfers()
      // A sealed one that nobody read: its sender is told.
      if (packetNo !== undefined) engine({ type: 'discarded', peer: message.conversation, packetNo })
      feed.put({ kind: 'message-removed', id, conversation: message.conversation })
      putConversation(store.conversation(message.conversation))
      return done
    },

    pageMessages: (query) => ok(store.page(query)),

    openConversation({ peer }) {
      const group = groupOfChat(peer)
      const isKnown = group === undefined ? people.has(peer) : store.group(group) !== undefined
      if (!isKnown) return err({ code: 'peer-not-found' })
      const opened = disk.write(() => store.openConversation(peer))
      if (!opened.ok) return opened
      putConversation(opened.value)
      return opened
    },
    markRead: ({ conversation, upTo }) => changeConversation(() => store.markRead(conversation, upTo)),
    setDraft: ({ conversation, text }) => changeConversation(() => store.setDraft(conversation, text)),
    setPinned: ({ conversation, pinned }) => changeConversation(() => store.setPinned(conversation, pinned)),
  }
}

const addressError = (code: SettingError['code']) => (code === 'invalid-setting' ? 'invalid-address' : code)

/** Failures that the engine gave up for good (DeliveryReason in shared/engine/io.ts). */
const FINAL: ReadonlySet<Message['reason']> = new Set(['too-long', 'expired', 'cancelled'])

/** The engine still has it: waiting, on its way, or failed until the peer is heard again. */
export const isUnfinished = ({ direction, state, reason }: Message): boolean =>
  direction === 'out' && (state === 'queued' || state === 'sent' || (state === 'failed' && !FINAL.has(reason)))

/** Given up, but another try can succeed; a text that is too long stays too long. */
const isRevivable = ({ direction, state, reason }: Message): boolean =>
  direction === 'out' && state === 'failed' && reason !== 'too-long'
