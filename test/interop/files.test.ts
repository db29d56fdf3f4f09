/**
 * Files and folders between Gezi (h1, and another one on h3) and real iptux (h2): whole, with their times, and what both sides say when it
 * comes to nothing. With GEZI_SOAK=1 at full size.
 */
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/connect.ts'
import {
  cli,
  control,
  endAll,
  eventually,
  type HostProcess,
  peerAt,
  startHost,
  temporaryFolder,
} from '../process/gezi.ts'
import { hashOf, modifiedOf, picture, writeLarge, writeTree } from '../process/sample-files.ts'
import { type Listed, listTransfers, transferUntil } from '../process/transfer-list.ts'
import { type Iptux, type IptuxVersion, type Lab, onceMore, openLab, usableVersions } from './lab.ts'

const MIB = 1024 * 1024
const isSoak = process.env.GEZI_SOAK !== undefined
const LARGE = (isSoak ? 1_024 : 64) * MIB
const FILES = isSoak ? 5_000 : 500
/** Something that is interrupted in the middle, over a cable on which it takes more seconds than a command on a machine under load. */
const MIDDLE = 16 * MIB
/** The same, while a second one is begun. */
const LONG = 64 * MIB
/** More than a transfer waits for a peer that fell silent. Milliseconds. */
const TIME_OUTS = 300_000
const SLOW_CABLE = '20mbit'
/** Only a failing run waits that long. Milliseconds. */
const PATIENCE = isSoak ? 120_000 : 60_000

const OWN = '鸽子小王'
const PERSON = { nick: '爱丽丝', group: '市场部', encoding: 'utf-8' } as const
const LARGE_NAME = '大 文件.bin'
const TREE_NAME = '项目 资料'

const { usable, missing } = usableVersions()
if (missing !== undefined) process.stderr.write(`interop: files with real iptux peers are SKIPPED: ${missing}\n`)

let lab: Lab
/** Data folder and downloads of the Gezi on h1, and of the one on h3. */
let own: Place
let other: Place
/** What is sent. */
let source: string
let host: HostProcess
let client: Client
let iptux: Iptux

interface Place {
  readonly data: string
  readonly downloads: string
  readonly address: string
}

const makePlace = async (host: string): Promise<Place> => ({
  data: await temporaryFolder(),
  downloads: await temporaryFolder(),
  address: await lab.address(host),
})

/** The Gezi on h1: for the first time, or again. */
async function startOwn(): Promise<void> {
  const { data, downloads } = own
  host = await startHost({ data, downloads, name: OWN, within: lab.within('h1') })
  client = await control(data)
}

async function meetIptux(version: IptuxVersion): Promise<void> {
  iptux = await lab.startIptux('h2', { version, ...PERSON })
  await Promise.all([
    iptux.listsUntil((listed) => listed.some(({ ip, nick }) => ip === own.address && nick === OWN), PATIENCE),
    peerAt(client, iptux.ip, PATIENCE),
  ])
}

describe.skipIf(usable.length === 0)('files', () => {
  beforeAll(async () => {
    lab = await openLab('f', 3)
    source = await temporaryFolder()
    await writeLarge(join(source, LARGE_NAME), LARGE)
    await writeTree(join(source, TREE_NAME), FILES)
    own = await makePlace('h1')
    other = await makePlace('h3')
    await startOwn()
    const { data, downloads } = other
    await startHost({ data, downloads, name: '鸽子小李', within: lab.within('h3') })
    await peerAt(client, other.address, PATIENCE)
  }, 240_000)

  afterAll(async () => {
    client?.close()
    await endAll()
    await lab?.close()
  }, 120_000)

  gezi()
  for (const version of usable) {
    describe(`with iptux ${version}`, () => {
      beforeAll(() => meetIptux(version))
      afterAll(() => iptux.stop())
      whole(version)
      // What one version does when it comes to nothing, the other does too: they share that code.
      if (version === 'backport') describe('over a slow cable', () => broken(version))
    })
  }
})

function scene(name: string, version: IptuxVersion, work: (iptux: Iptux) => Promise<void>): void {
  test(
    name,
    () =>
      onceMore(
        lab,
        `${name} (${version})`,
        () => work(iptux),
        () => meetIptux(version),
      ),
    isSoak ? 600_000 : 180_000,
  )
}

/** Says how long it took. */
async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now()
  await work()
  process.stdout.write(
    `interop: ${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s with clicks and questions\n`,
  )
}

const isOver = ({ state }: Listed): boolean => ['done', 'failed', 'declined', 'cancelled'].includes(state)
const brief = ({ direction, state, reason }: Listed) => ({ direction, state, reason })

/** Offered by the command line and waiting in iptux's window. */
async function offerToIptux(name: string): Promise<void> {
  const before = await iptux.waiting(own.address)
  const { code, stderr } = await cli(own.data, 'send-file', iptux.ip, join(source, name))
  if (code !== 0) throw new Error(stderr)
  const waiting = await eventually(
    () => iptux.waiting(own.address),
    (count) => count > before,
    PATIENCE,
  )
  if (waiting <= before) throw new Error(`iptux does not show the offer of ${name}`)
}

/** Offered by iptux and waiting here. */
async function offerFromIptux(name: string, kind: 'file' | 'folder'): Promise<Listed> {
  await iptux.offer(own.address, join(source, name), kind)
  return await transferUntil(
    own.data,
    name,
    ({ direction, state }) => direction === 'in' && state === 'offered',
    PATIENCE,
  )
}

/** A file of its own for each scene; its name is in what both sides say. */
async function fileFor(name: string, bytes = MIDDLE): Promise<string> {
  await writeLarge(join(source, name), bytes)
  return name
}

/** What iptux says of the files with that name, without the folders before it and the bytes behind. */
const wordsOf = (said: readonly string[], name: string): string[] =>
  said
    .filter((line) => line.includes(`/${name}"`))
    .map((line) => /^(Failed to )?(send|receive)/i.exec(line)?.[0] ?? line)

const saysOf = async (name: string): Promise<string[]> => wordsOf(await iptux.transfers(), name)

/** As soon as iptux has said something about it. */
const hearOf = (name: string, count: number): Promise<string[]> =>
  eventually(
    () => saysOf(name),
    (words) => words.length >= count,
    PATIENCE,
  )

function gezi(): void {
  test.each([
    ['a large file', LARGE_NAME, 'file'],
    [`a tree of ${FILES} files`, TREE_NAME, 'folder'],
  ] as const)(
    '%s goes from Gezi to Gezi, with its times',
    async (what, name, kind) => {
      await timed(`${what} from Gezi to Gezi`, async () => {
        await cli(own.data, 'send-file', other.address, join(source, name))
        const { id } = await transferUntil(other.data, name, ({ state }) => state === 'offered', PATIENCE)
        await cli(other.data, 'accept', id)
        await transferUntil(other.data, name, isOver, PATIENCE)
      })
      const [there] = (await listTransfers(other.data)).filter((one) => one.name === name)
      const here = await transferUntil(own.data, name, isOver, PATIENCE)
      expect({
        sent: brief(here),
        received: there && brief(there),
        content: await contentOf(join(other.downloads, name), kind, 'all'),
      }).toEqual({
        sent: { direction: 'out', state: 'done', reason: null },
        received: { direction: 'in', state: 'done', reason: null },
        content: await contentOf(join(source, name), kind, 'all'),
      })
    },
    300_000,
  )
}

/** Everything that must be the same after the way. */
const contentOf = async (path: string, kind: 'file' | 'folder', times: 'all' | 'files'): Promise<unknown> =>
  kind === 'folder'
    ? await picture(path, times)
    : { hash: await hashOf(path), ...(times === 'all' && { modified: await modifiedOf(path) }) }

/** 0.8.3 crashes when it accepts a folder (lab README). */
function whole(version: IptuxVersion): void {
  const kinds = [
    { what: 'a large file', name: LARGE_NAME, kind: 'file' },
    ...(version === 'backport' ? [{ what: `a tree of ${FILES} files`, name: TREE_NAME, kind: 'folder' } as const] : []),
  ] as const

  for (const { what, name, kind } of kinds) {
    scene(`${what} goes from Gezi to iptux, with its time`, version, async () => {
      await offerToIptux(name)
      let said: readonly string[] = []
      await timed(`${what} from Gezi to iptux ${version}`, async () => {
        said = await iptux.accept(own.address)
      })
      const here = await transferUntil(own.data, name, isOver, PATIENCE)
      // iptux gives no times to folders, whoever sends them, and 0.8.3 none to single files.
      const path = join(iptux.downloads, name)
      const times = kind === 'folder' ? 'files' : 'all'
      expect({ said: wordsOf(said, name), gezi: brief(here), content: await contentOf(path, kind, times) }).toEqual({
        said: ['Receive'],
        gezi: { direction: 'out', state: 'done', reason: null },
        content: await contentOf(join(source, name), kind, times),
      })
    })

    scene(`${what} goes from iptux to Gezi`, version, async () => {
      const target = join(own.downloads, version, kind)
      await mkdir(target, { recursive: true })
      const { id } = await offerFromIptux(name, kind)
      const words = (await saysOf(name)).length
      await timed(`${what} from iptux ${version} to Gezi`, async () => {
        await cli(own.data, 'accept', id, '--to', target)
        await transferUntil(own.data, name, (one) => one.id === id && isOver(one), PATIENCE)
      })
      const here = (await listTransfers(own.data)).find((one) => one.id === id)
      // Of a single file iptux tells when it was changed last in any way, its name included, so that is not compared.
      const times = kind === 'folder' ? 'all' : 'files'
      expect({
        said: (await hearOf(name, words + 1)).at(-1),
        gezi: here && brief(here),
        name: here?.path && basename(here.path),
        content: await contentOf(here?.path ?? '', kind, times),
      }).toEqual({
        said: 'Send',
        gezi: { direction: 'in', state: 'done', reason: null },
        name,
        content: await contentOf(join(source, name), kind, times),
      })
    })
  }
}

/** Ends in the middle, over a slow cable. */
function broken(version: IptuxVersion): void {
  beforeAll(() => lab.rate('h2', SLOW_CABLE))
  afterAll(() => lab.rate('h2', 'off'))

  const untilMiddle = (name: string): Promise<Listed> =>
    transferUntil(own.data, name, ({ done }) => done > MIB, PATIENCE)
  /** Accepted here, and under way. */
  const fetching = async (name: string, bytes?: number): Promise<Listed> => {
    const { id } = await offerFromIptux(await fileFor(name, bytes), 'file')
    await cli(own.data, 'accept', id)
    return await untilMiddle(name)
  }
  /** Accepted by iptux, and under way; `ended` is what iptux says in the end. */
  const serving = async (name: string, bytes?: number) => {
    await offerToIptux(await fileFor(name, bytes))
    const ended = iptux.accept(own.address).then((said) => wordsOf(said, name))
    // It is awaited later, or not at all where iptux is killed.
    ended.catch(() => undefined)
    return { id: (await untilMiddle(name)).id, ended }
  }
  const isWhole = async (path: string | null, name: string): Promise<boolean> =>
    (await hashOf(path ?? '')) === (await hashOf(join(source, name)))
  const stateOf = async (name: string, ...states: readonly Listed['state'][]) =>
    brief(await transferUntil(own.data, name, ({ state }) => states.includes(state), PATIENCE))

  scene('an offer of iptux is declined: nothing is fetched', version, async () => {
    const { id } = await offerFromIptux(await fileFor('declined.bin'), 'file')
    await cli(own.data, 'decline', id)
    expect([await stateOf('declined.bin', 'declined'), await saysOf('declined.bin')]).toEqual([
      { direction: 'in', state: 'declined', reason: null },
      [],
    ])
  })

  scene('iptux refuses without a word: the offer stays until it is withdrawn here', version, async () => {
    await offerToIptux(await fileFor('refused.bin'))
    await iptux.refuse(own.address)
    const before = await stateOf('refused.bin', 'offered')
    const [offer] = await listTransfers(own.data)
    await cli(own.data, 'cancel', offer?.id ?? '')
    expect([before, await stateOf('refused.bin', 'cancelled'), await saysOf('refused.bin')]).toEqual([
      { direction: 'out', state: 'offered', reason: null },
      { direction: 'out', state: 'cancelled', reason: null },
      [],
    ])
  })

  scene('cancelled here while it comes: iptux says that it failed', version, async () => {
    const { id } = await fetching('in cancelled.bin')
    await cli(own.data, 'cancel', id)
    const over = await transferUntil(own.data, 'in cancelled.bin', ({ done }) => done === 0, PATIENCE)
    expect([brief(over), await hearOf('in cancelled.bin', 1)]).toEqual([
      { direction: 'in', state: 'cancelled', reason: null },
      ['Failed to send'],
    ])
  })

  scene('ended by iptux while it comes: fetched again, as iptux still serves it', version, async () => {
    await fetching('in terminated.bin')
    await iptux.terminate()
    const over = await transferUntil(own.data, 'in terminated.bin', isOver, PATIENCE)
    expect([brief(over), await isWhole(over.path, 'in terminated.bin'), await hearOf('in terminated.bin', 2)]).toEqual([
      { direction: 'in', state: 'done', reason: null },
      true,
      ['Failed to send', 'Send'],
    ])
  })

  scene('cancelled here while it goes: iptux says that it failed', version, async () => {
    const { id, ended } = await serving('out cancelled.bin')
    await cli(own.data, 'cancel', id)
    expect([await stateOf('out cancelled.bin', 'cancelled'), await ended]).toEqual([
      { direction: 'out', state: 'cancelled', reason: null },
      ['Failed to receive'],
    ])
    await iptux.refuse(own.address)
  })

  scene('ended by iptux while it goes: interrupted, and still offered', version, async () => {
    const { ended } = await serving('out terminated.bin')
    await iptux.terminate()
    expect([await ended, await stateOf('out terminated.bin', 'offered')]).toEqual([
      ['Failed to receive'],
      { direction: 'out', state: 'offered', reason: 'interrupted' },
    ])
    await iptux.refuse(own.address)
  })

  for (const way of ['in', 'out'] as const) {
    scene(
      `the cable of iptux pulled in the middle, ${way}: not done until it is plugged and all is there`,
      version,
      async () => {
        const name = `${way} unplugged.bin`
        const ended = way === 'in' ? fetching(name).then(() => undefined) : (await serving(name)).ended
        if (way === 'in') await ended
        await lab.link('h2', 'down')
        // Nothing comes any more: two looks see the same.
        let last = -1
        const cut = await transferUntil(
          own.data,
          name,
          ({ done }) => {
            const isStill = done === last
            last = done
            return isStill
          },
          PATIENCE,
        )
        const meanwhile = [brief(cut), cut.done < MIDDLE, await saysOf(name)]
        await lab.link('h2', 'up')
        const over = await transferUntil(own.data, name, isOver, PATIENCE)
        const copy = way === 'in' ? over.path : join(iptux.downloads, name)
        expect([meanwhile, brief(over), await hearOf(name, 1), await isWhole(copy, name)]).toEqual([
          [{ direction: way, state: 'running', reason: null }, true, []],
          { direction: way, state: 'done', reason: null },
          [way === 'in' ? 'Send' : 'Receive'],
          true,
        ])
      },
    )
  }

  const killOwn = async (): Promise<void> => {
    client.close()
    await host.kill()
  }

  scene('Gezi killed while it comes: iptux says that it failed; Gezi fetches it when it is back', version, async () => {
    await fetching('in outlived.bin')
    await killOwn()
    const said = await hearOf('in outlived.bin', 1)
    await startOwn()
    const over = await transferUntil(own.data, 'in outlived.bin', isOver, PATIENCE)
    expect([said, brief(over), await isWhole(over.path, 'in outlived.bin')]).toEqual([
      ['Failed to send'],
      { direction: 'in', state: 'done', reason: null },
      true,
    ])
  })

  scene(
    'Gezi killed while it goes: iptux says that it failed; Gezi still offers it when it is back',
    version,
    async () => {
      const { ended } = await serving('out outlived.bin')
      await killOwn()
      const said = await ended
      await startOwn()
      // Whether it remembers that it ran depends on the last second before; that it can be fetched again is what counts.
      const { direction, state } = await stateOf('out outlived.bin', 'offered')
      expect({ said, direction, state }).toEqual({ said: ['Failed to receive'], direction: 'out', state: 'offered' })
      await iptux.refuse(own.address)
    },
  )

  // Only the time-outs of the transfer itself end these: some minutes, too long for every day.
  if (isSoak) {
    scene(
      'the cable stays pulled: what comes waits, what goes is interrupted; plugged, what comes is fetched',
      version,
      async () => {
        const names = ['in lost.bin', 'out lost.bin'] as const
        await fetching(names[0], LONG)
        await serving(names[1], LONG)
        await lab.link('h2', 'down')
        const isIdle = ({ state }: Listed): boolean => state !== 'running'
        const lost = await Promise.all(names.map((name) => transferUntil(own.data, name, isIdle, TIME_OUTS)))
        await lab.link('h2', 'up')
        const over = await transferUntil(own.data, names[0], isOver, PATIENCE)
        // iptux has no time-out: about what it receives it says nothing for ever, unless it hears that the connection was closed.
        expect({
          lost: lost.map(({ direction, state }) => ({ direction, state })),
          over: brief(over),
          isWhole: await isWhole(over.path, names[0]),
          claimed: (await saysOf(names[1])).includes('Receive'),
        }).toEqual({
          lost: [
            { direction: 'in', state: 'queued' },
            { direction: 'out', state: 'offered' },
          ],
          over: { direction: 'in', state: 'done', reason: null },
          isWhole: true,
          claimed: false,
        })
        await iptux.refuse(own.address)
      },
    )
  }

  scene('iptux killed while it sends: waiting; when it is back and offers it no longer, failed', version, async () => {
    await fetching('in killed.bin')
    await iptux.kill()
    const waiting = await transferUntil(own.data, 'in killed.bin', ({ reason }) => reason === 'no-answer', PATIENCE)
    await meetIptux(version)
    const over = await stateOf('in killed.bin', 'failed')
    expect([brief(waiting), over]).toEqual([
      { direction: 'in', state: 'queued', reason: 'no-answer' },
      { direction: 'in', state: 'failed', reason: 'refused' },
    ])
  })

  scene('iptux killed while it receives: interrupted, and still offered', version, async () => {
    await serving('out killed.bin')
    await iptux.kill()
    expect(await stateOf('out killed.bin', 'offered')).toEqual({
      direction: 'out',
      state: 'offered',
      reason: 'interrupted',
    })
    await meetIptux(version)
  })
}
