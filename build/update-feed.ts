/**
 * The signed list of one release, for `updateSource` (docs/administration.md).
 *
 *     npm run update-feed -- --new-key FILE                     makes the project's key; prints the public one for GEZI_UPDATE_KEY
 *     npm run update-feed -- --key FILE --version X.Y.Z FOLDER  signs the installers in the folder
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FEED_NAME, type ReleaseFile, writeFeed } from '../electron/host/update/feed.ts'

/** As electron-builder.ts names its artefacts: Gezi-VERSION-SYSTEM-ARCH.EXTENSION. */
const ARTEFACT = /^Gezi-(.+?)-(win|linux|mac)-([a-z0-9_]+)\.(exe|zip|deb|dmg|AppImage|tar\.gz)$/

const platforms: Readonly<Record<string, string>> = { win: 'win32', linux: 'linux', mac: 'darwin' }
/** Debian and AppImage have words of their own for the same processors. */
const architectures: Readonly<Record<string, string>> = { amd64: 'x64', x86_64: 'x64', aarch64: 'arm64' }

/** The target as electron/app/update-target.ts says it. */
function artefactOf(name: string): { readonly version: string; readonly target: string } | undefined {
  const [, version = '', system = '', arch = '', ending = ''] = ARTEFACT.exec(name) ?? []
  const platform = platforms[system]
  if (platform === undefined) return undefined
  return {
    version,
    target: `${platform}-${architectures[arch] ?? arch}-${ending.replace('.', '').toLowerCase()}`,
  }
}

/** What is signed is believed for ever: an installer that an earlier build left in the folder must not pass for this version. */
async function describe(folder: string, name: string, version: string): Promise<ReleaseFile | undefined> {
  const artefact = artefactOf(name)
  if (artefact === undefined) return undefined
  if (artefact.version !== version) throw new Error(`${name} is not of version ${version}`)
  const { target } = artefact
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk)
  return { target, name, size: (await stat(join(folder, name))).size, sha512: hash.digest('hex') }
}

/** Writes the feed into the folder; the files that it names. Rejects when one is of another version, or two are for one target. */
export async function signRelease(
  folder: string,
  { key, version, released }: { readonly key: string; readonly version: string; readonly released: string },
): Promise<readonly ReleaseFile[]> {
  const found = await Promise.all((await readdir(folder)).sort().map((name) => describe(folder, name, version)))
  const files = found.filter((file) => file !== undefined)
  for (const [at, { target, name }] of files.entries()) {
    const other = files.slice(0, at).find((earlier) => earlier.target === target)
    if (other !== undefined) throw new Error(`${other.name} and ${name} are both for ${target}`)
  }
  await writeFile(join(folder, FEED_NAME), writeFeed({ format: 1, version, released, files }, createPrivateKey(key)))
  return files
}

export function newKey(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { 'new-key': { type: 'string' }, key: { type: 'string' }, version: { type: 'string' } },
    allowPositionals: true,
  })
  const made = values['new-key']
  if (made !== undefined) {
    const { privateKey, publicKey } = newKey()
    await writeFile(made, privateKey, { mode: 0o600, flag: 'wx' })
    console.log(publicKey)
    return 0
  }
  const [folder] = positionals
  if (values.key === undefined || values.version === undefined || folder === undefined) {
    console.error('usage: npm run update-feed -- --key FILE --version X.Y.Z FOLDER, or --new-key FILE')
    return 2
  }
  const key = await readFile(values.key, 'utf8')
  const released = new Date().toISOString().slice(0, 10)
  const files = await signRelease(folder, { key, version: values.version, released })
  for (const { target, name } of files) console.log(`${target}  ${name}`)
  console.log(`public key: ${createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')}`)
  return files.length === 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = await main()
