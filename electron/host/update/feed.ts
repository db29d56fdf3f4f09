/**
 * `gezi-update.json`, which stands beside the installers that it names: a text that says which release there is, and the project's signature
 * over exactly that text. Nothing of it is believed before the signature was checked with the key that is part of this program.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '../../../shared/result.ts'

export const FEED_NAME = 'gezi-update.json'
/** A release has a dozen files. */
export const MAX_FEED = 64 * 1024

/** A plain name in the folder of the feed: it can name nothing elsewhere. */
const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/)
/** Only whole releases are offered. */
const Version = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/)
/** An Electron application is a tenth of that. */
const MAX_SIZE = 4 * 1024 ** 3

export const Release = z.strictObject({
  /** Of this format. */
  format: z.literal(1),
  version: Version,
  /** A day, as ISO 8601 writes it. */
  released: z.iso.date(),
  files: z
    .array(
      z.strictObject({
        /** Platform, architecture and kind of package, e.g. `win32-x64-exe`. */
        target: z.string().regex(/^[a-z0-9]+-[a-z0-9]+-[a-z0-9]+$/),
        name: Name,
        size: z.number().int().min(1).max(MAX_SIZE),
        /** Hexadecimal. */
        sha512: z.string().regex(/^[0-9a-f]{128}$/),
      }),
    )
    .max(100),
})
export type Release = z.infer<typeof Release>
export type ReleaseFile = Release['files'][number]

const Envelope = z.strictObject({ release: z.string().max(MAX_FEED), signature: z.base64().max(200) })

/** Tells this project's signatures for updates from any other that the key might make. */
const PURPOSE = 'gezi update 1\n'

export function writeFeed(release: Release, privateKey: KeyObject): string {
  const text = JSON.stringify(Release.parse(release))
  const signature = sign(null, Buffer.from(PURPOSE + text), privateKey).toString('base64')
  return `${JSON.stringify({ release: text, signature } satisfies z.infer<typeof Envelope>, null, 2)}\n`
}

/** `publicKey`: ed25519, SPKI in DER, as base64. */
export function readFeed(
  text: string,
  publicKey: string,
): Result<Release, { readonly problem: 'malformed' | 'unsigned'; readonly detail: string }> {
  const envelope = Envelope.safeParse(parseJson(text))
  if (!envelope.success) return err({ problem: 'malformed', detail: `${FEED_NAME} is no feed of Gezi` })
  const { release, signature } = envelope.data
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  if (!verify(null, Buffer.from(PURPOSE + release), key, Buffer.from(signature, 'base64')))
    return err({ problem: 'unsigned', detail: 'the signature is not by the key of this program' })
  const parsed = Release.safeParse(parseJson(release))
  return parsed.success ? ok(parsed.data) : err({ problem: 'malformed', detail: 'a later version of the format' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether `version` is a later one than `than`; both are three numbers. */
export function isNewer(version: string, than: string): boolean {
  const [one, other] = [version, than].map((each) => each.split('.').map(Number))
  for (const [at, number] of (one ?? []).entries()) {
    const difference = number - (other?.[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
