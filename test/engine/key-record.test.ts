/** What follows from what is known of somebody's keys. */
import { expect, test } from 'vitest'
import { fileLock } from '../../shared/engine/file-lock.ts'
import { changed, isMet, type KeyRecord, withClaims } from '../../shared/engine/key-record.ts'
import { OPT, OWN_CAPABILITY } from '../../shared/protocol/index.ts'
import { madeUpKey } from '../protocol/keys.ts'

const [large, small] = [madeUpKey(256), madeUpKey(128)]
const record: KeyRecord = {
  ...{ peer: 'u:bob@BOB-PC', pinned: [large], capability: OWN_CAPABILITY, mac: '', pinnedAt: 1, comparedAt: 2 },
  ...{ offered: undefined, otherMac: '', plain: false, files: false },
}
const hello = { status: OPT.ENCRYPT | OPT.CAPFILEENC }

test('a hello alone makes no files travel encrypted: what he answered when he was asked for his key says it as well', () => {
  const [ipmsg5, mac] = [OWN_CAPABILITY, 0x61920006].map((capability) => ({ ...record, capability }))
  const locks = [ipmsg5, mac].flatMap((keys = record) => [fileLock(keys).type, fileLock(withClaims(keys, hello)).type])
  expect(locks).toEqual(['clear', 'encrypted', 'clear', 'clear'])
})

test('whose new key is accepted has the files that his program claims now', () => {
  const before = { ...withClaims(record, hello), offered: small }
  const after = changed(before, 'accept', 3)
  expect([before.files, after]).toEqual([true, { ...record, pinned: [small], comparedAt: undefined }])
  expect(changed({ ...before, offered: undefined, otherMac: '0A' }, 'accept', 3)).toMatchObject({ files: true })
})

test('who could sign and has shown only a small key has more to show', () => {
  const feiq = 0x21003
  expect([
    isMet(undefined),
    isMet(record),
    isMet({ ...record, pinned: [small] }),
    isMet({ ...record, pinned: [small], capability: feiq }),
  ]).toEqual([false, true, false, true])
})
