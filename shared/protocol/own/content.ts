/**
 * What own peers ask each other (frame.ts), a closed union of kinds:
 *
 *   request   installation LF kind LF fields      answer   `ok` LF fields, or `refused`, `busy` LF
 *   a field   `name:value` LF                     names that are unknown are skipped; blanks at the very end are padding
 *
 * All of it is printable ASCII.
 */
import { err, ok, type Result } from '../../result.ts'
import { latin1, latin1Bytes } from '../text.ts'
import { type Fields, fieldLines, readFields } from './field-lines.ts'
import {
  decodeIntroduceAnswer,
  decodeIntroduceRequest,
  encodeIntroduceAnswer,
  encodeIntroduceRequest,
  type IntroduceAnswer,
  type IntroduceRequest,
} from './introduce.ts'
import {
  decodeProbeAnswer,
  decodeProbeRequest,
  encodeProbeAnswer,
  encodeProbeRequest,
  type ProbeAnswer,
  type ProbeRequest,
} from './probe.ts'

/** Each kind with its request and its answer. */
export interface OwnKinds {
  /** Which addresses do you hear that I don't? */
  readonly introduce: { readonly request: IntroduceRequest; readonly answer: IntroduceAnswer }
  /** Greet me, connect to me, and say what you got of me. */
  readonly probe: { readonly request: ProbeRequest; readonly answer: ProbeAnswer }
}
export type OwnKind = keyof OwnKinds
export const ownKinds = ['introduce', 'probe'] as const satisfies readonly OwnKind[]

/** Why there is no answer: he does not do that (`refused`), or not now. */
export type OwnRefusal = 'refused' | 'busy'

interface Codec<K extends OwnKind> {
  readonly encodeRequest: (request: OwnKinds[K]['request']) => string
  readonly decodeRequest: (fields: Fields, length: number) => OwnKinds[K]['request'] | undefined
  readonly encodeAnswer: (answer: OwnKinds[K]['answer']) => string
  readonly decodeAnswer: (fields: Fields, length: number) => OwnKinds[K]['answer'] | undefined
}

const codecs: { readonly [K in OwnKind]: Codec<K> } = {
  introduce: {
    encodeRequest: encodeIntroduceRequest,
    decodeRequest: decodeIntroduceRequest,
    encodeAnswer: encodeIntroduceAnswer,
    decodeAnswer: decodeIntroduceAnswer,
  },
  probe: {
    encodeRequest: encodeProbeRequest,
    decodeRequest: decodeProbeRequest,
    encodeAnswer: encodeProbeAnswer,
    decodeAnswer: decodeProbeAnswer,
  },
}

/** Who asks, and what; the fields are still to be read (`decodeOwnRequest`), once his signature was believed. */
export interface OwnAsked {
  readonly installation: string
  readonly kind: OwnKind
  readonly fields: Fields
  /** Bytes of the content. */
  readonly length: number
}

export const encodeOwnRequest = <K extends OwnKind>(
  installation: string,
  kind: K,
  request: OwnKinds[K]['request'],
): Uint8Array => latin1Bytes(`${installation}\n${kind}\n${codecs[kind].encodeRequest(request)}`)

export function readOwnRequest(content: Uint8Array): Result<OwnAsked, 'malformed'> {
  const [installation = '', word, ...lines] = printable(content)?.split('\n') ?? []
  const kind = ownKinds.find((known) => known === word)
  const fields = readFields(lines)
  if (kind === undefined || fields === undefined || !/^[0-9A-Za-z-]{8,64}$/.test(installation)) return err('malformed')
  return ok({ installation, kind, fields, length: content.length })
}

export const decodeOwnRequest = <K extends OwnKind>(
  kind: K,
  { fields, length }: OwnAsked,
): OwnKinds[K]['request'] | undefined => codecs[kind].decodeRequest(fields, length)

export const encodeOwnAnswer = <K extends OwnKind>(
  kind: K,
  answer: Result<OwnKinds[K]['answer'], OwnRefusal>,
): Uint8Array =>
  latin1Bytes(answer.ok ? `ok\n${codecs[kind].encodeAnswer(answer.value)}` : fieldLines([], answer.error))

export function decodeOwnAnswer<K extends OwnKind>(
  kind: K,
  content: Uint8Array,
): Result<OwnKinds[K]['answer'], OwnRefusal | 'malformed'> {
  const [status, ...lines] = printable(content)?.split('\n') ?? []
  if (status === 'refused' || status === 'busy') return err(status)
  const fields = status === 'ok' ? readFields(lines) : undefined
  const answer = fields && codecs[kind].decodeAnswer(fields, content.length)
  return answer === undefined ? err('malformed') : ok(answer)
}

function printable(content: Uint8Array): string | undefined {
  const text = latin1(content)
  return /^[\x20-\x7e\n]*$/.test(text) ? text : undefined
}
