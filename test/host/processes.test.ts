/** The real programs, unbuilt: headless hosts and the command line that scripts use. */
import { type ChildProcess, spawn } from 'node:child_process'
import { open, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { address, headerOf, openBare, temporaryFolder } from './support.ts'

/** Many programs start one after the other, each in a moment; a machine under load takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const root = resolve(import.meta.dirname, '../..')
const SENDMSG = 0x20
const RECVMSG = 0x21
const BR_EXIT = 0x02

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

function start(program: 'headless' | 'cli', words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(root, 'electron', program, 'main.ts'), ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

function ended(child: ReturnType<typeof start>): Promise<Ended> {
  let [out, error] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  return new Promise((settle) => child.once('close', (code) => settle({ code, out, error })))
}

const exit = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((settle) => child.once('exit', (code, signal) => settle(code ?? signal)))

/** Lines of JSON as they come. */
async function* jsonLines(child: ReturnType<typeof start>): AsyncGenerator<unknown> {
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
}

type Event = Record<string, unknown>

/** `watch`, which says the network's state as soon as it hears. */
async function watch(data: string) {
  const lines = jsonLines(start('cli', ['--data', data, 'watch', '--json']))
  const next = async (): Promise<Event> => z.record(z.string(), z.unknown()).parse((await lines.next()).value)
  const network = await next()
  return {
    network,
    /** Reads on to the first event that fits. */
    async until(fits: (event: Event) => boolean): Promise<Event> {
      for (;;) {
        const event = await next()
        if (fits(event)) return event
      }
    },
  }
}

async function headless(words: readonly string[]) {
  const child = start('headless', words)
  const first = await jsonLines(child).next()
  return {
    child,
    ready: z
      .object({ ready: z.literal(true), pid: z.number(), udp: z.string(), ui: z.string().nullable() })
      .parse(first.value),
  }
}

const cli = (data: string, words: readonly string[], input?: string): Promise<Ended> => {
  const child = start('cli', ['--data', data, ...words])
  child.stdin.end(input)
  return ended(child)
}

const json = async (data: string, words: readonly string[]): Promise<unknown> =>
  JSON.parse((await cli(data, [...words, '--json'])).out)

describe('two headless hosts and their command lines', () => {
  it('chat, find, watch and say goodbye', async () => {
    const [here, there] = [address(41), address(42)]
    const [alice, bob] = [await temporaryFolder(), await temporaryFolder()]
    const { child: first, ready } = await headless(['--data', alice, '--name', 'Alice', '--bind', here, '--ui', 'off'])
    const watching = await watch(alice)
    const own = ['--data', bob, '--name', 'Bob', '--group', '研发', '--bind', there, '--ui', 'off']
    const { child: second } = await headless([...own, '--peer', here])
    const came = await watching.until(({ event, online }) => event === 'peer' && online === true)

    const sent = await cli(alice, ['send', 'Bob', '-', '--wait', '20', '--json'], 'first line\nsecond 鸽子\n')
    const answered = await cli(bob, ['send', here, '--wait', '20', '--', '--back--'])
    const heard = await watching.until(({ direction }) => direction === 'in')
    const history = await json(alice, ['history', 'bob'])
    const found = await json(bob, ['search', '鸽子'])
    const bySignal = exit(second)
    second.kill('SIGTERM')
    const code = await bySignal
    const left = await watching.until(({ event, online }) => event === 'peer' && online === false)
    const peers = await json(alice, ['peers'])

    const text = expect.any(String)
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const line = { from: 'Alice', to: 'Bob', text: 'first line\nsecond 鸽子', at }
    // Between Gezis the first message already is.
    const plain = { kind: 'text', opened: false, encrypted: true }
    const signed = { signature: 'good' }
    const out = { id: '1', ...line, direction: 'out', state: 'delivered', ...plain, signature: 'none' }
    const back = {
      id: '2',
      from: 'Bob',
      to: 'Alice',
      text: '--back--',
      at,
      direction: 'in',
      state: 'received',
      ...plain,
      ...signed,
    }
    const person = { id: came.id, name: 'Bob', group: '研发', user: text, host: text, address: there, client: text }
    expect({ ready, code, watched: [watching.network, came, heard, left] }).toEqual({
      ready: { ready: true, pid: first.pid, udp: `${here}:2425`, ui: null },
      code: 0,
      watched: [
        expect.objectContaining({ event: 'network', state: 'online', address: here }),
        { event: 'peer', ...person, online: true },
        { event: 'message', ...back, peer: came.id },
        { event: 'peer', ...person, online: false },
      ],
    })
    expect({ sent: JSON.parse(sent.out), codes: [sent.code, answered.code], history, found, peers }).toEqual({
      sent: out,
      codes: [0, 0],
      history: [out, back],
      found: [{ id: '1', ...line, direction: 'in', state: 'received', peer: text, ...plain, ...signed }],
      peers: [{ ...person, online: false }],
    })
  })
})

describe('headless', () => {
  it('ends with one sentence and 1 when it cannot start, with 2 when it is not understood', async () => {
    const bind = address(43)
    const data = await temporaryFolder()
    const file = join(data, 'file')
    await writeFile(file, '')
    const other = await openBare(bind)
    const wanted = [
      ['--data', join(data, 'a'), '--bind', bind],
      ['--data', join(data, 'b'), '--bind', '192.0.2.1'],
      ['--data', file, '--bind', address(44)],
      ['--data', join(data, 'c'), '--frob'],
      ['--bind', bind],
    ]
    const results: Ended[] = []
    for (const words of wanted) results.push(await ended(start('headless', words)))
    await other.close()
    expect(results).toEqual([
      {
        code: 1,
        out: '',
        error: `UDP port 2425 of ${bind} is used by node: end it, choose another with --port, or be a guest on one that is free with --guest.\n`,
      },
      { code: 1, out: '', error: '192.0.2.1 is not an address of this computer.\n' },
      { code: 1, out: '', error: expect.stringMatching(/^The data folder .* cannot be read and written: .*\n$/) },
      { code: 2, out: '', error: "Unknown option '--frob' (--help tells more)\n" },
      { code: 2, out: '', error: '--data DIR is missing (--help tells more)\n' },
    ])
  })

  it('serves its page on a loopback port with a token, and refuses a second host in its folder', async () => {
    const data = await temporaryFolder()
    const { ready } = await headless(['--data', data, '--bind', address(45)])
    const second = await ended(start('headless', ['--data', data, '--bind', address(46)]))
    expect([ready.ui, second]).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#[\da-f]{48}$/),
      { code: 1, out: '', error: `The data folder ${data} is in use by another Gezi.\n` },
    ])
  })

  it('resumes after kill -9 with the same packet number, and says goodbye at SIGTERM', async () => {
    const [bind, there] = [address(47), address(48)]
    const data = await temporaryFolder()
    const words = ['--data', data, '--bind', bind, '--ui', 'off']
    const entry = `1:1000:bare:desk:${0x800001}:Bare\0`
    const isMessage = (text: string): boolean => headerOf(text).command === SENDMSG
    const bare = await openBare(there)

    const { child: killed } = await headless(words)
    await bare.insist(entry, bind, () => bare.packets.length > 0)
    expect(await cli(data, ['send', there, 'after all'])).toMatchObject({ code: 0, error: '' })
    const { number } = headerOf(await bare.until(isMessage))
    const gone = exit(killed)
    killed.kill('SIGKILL')
    await gone

    bare.forget()
    const { child } = await headless(words)
    const watching = await watch(data)
    const repeat = headerOf(await bare.insist(entry, bind, isMessage))
    await bare.send(`1:1001:bare:desk:${RECVMSG}:${repeat.number}\0`, bind)
    const delivered = await watching.until(({ event, state }) => event === 'message' && state === 'delivered')
    const stopped = exit(child)
    child.kill('SIGTERM')
    const code = await stopped
    const goodbye = await bare.until((text) => headerOf(text).command === BR_EXIT)
    expect([repeat.number, delivered.text, code, headerOf(goodbye).command]).toEqual([number, 'after all', 0, BR_EXIT])
  })
})

describe('the command line', () => {
  it('has an exit code for each way not to succeed', async () => {
    const [data, empty] = [await temporaryFolder(), await temporaryFolder()]
    const bind = address(49)
    await headless(['--data', data, '--bind', bind, '--name', 'Alone', '--ui', 'off'])
    const bare = await openBare(address(50))
    await bare.insist(`1:1000:bare:desk:${0x800001}:Bare\0`, bind, () => true)
    const lines = [
      ['--data', data, 'status'],
      ['--data', data, 'set', 'port', '99999'],
      ['--data', data, 'frob'],
      ['--data', data, 'peers', '--limit', '3'],
      ['--data', data, 'send', 'Bare'],
      ['--data', data, 'set', 'frob', '1'],
      ['--data', '', 'status'],
      ['--data', empty, 'status'],
      ['--data', data, 'send', 'Nobody', 'hi'],
      ['--data', data, 'send', 'Bare', 'hi', '--wait', '0.3'],
      ['--help'],
      ['send', '--help'],
    ]
    const codes = await Promise.all(lines.map(async (words) => (await ended(start('cli', words))).code))
    expect(codes).toEqual([0, 1, 2, 2, 2, 2, 2, 3, 4, 5, 0, 0])
  })

  it('takes neither an interruption nor a full disk for success, exports whole days, and leaves no copy of the history behind', async () => {
    const [data, scratch] = [await temporaryFolder(), await temporaryFolder()]
    const bind = address(51)
    await headless(['--data', data, '--bind', bind, '--name', 'Alone', '--ui', 'off'])
    const bare = await openBare(address(52))
    await bare.insist(`1:1000:bare:desk:${0x800001}:Bare\0`, bind, () => true)

    const waiting = start('cli', ['--data', data, 'send', 'Bare', 'before midnight', '--wait', '60'])
    await bare.until((text) => headerOf(text).command === SENDMSG)
    const interrupted = exit(waiting)
    waiting.kill('SIGINT')

    const full = await open('/dev/full', 'w')
    const history = spawn(process.execPath, [join(root, 'electron/cli/main.ts'), '--data', data, 'history', 'Bare'], {
      stdio: ['ignore', full.fd, 'pipe'],
    })
    const said = history.stderr?.toArray()
    const refused = exit(history)

    const piped = start('cli', ['--data', data, 'export', '--format', 'json'], { TMPDIR: scratch })
    piped.stdout.destroy()
    const closed = await exit(piped)

    const today = new Intl.DateTimeFormat('sv-SE').format(new Date())
    const days = await cli(data, ['export', 'Bare', '--from', today, '--until', today])
    expect([await interrupted, await refused, String(await said), closed, await readdir(scratch)]).toEqual([
      130,
      1,
      expect.stringMatching(/^The output cannot be written: .+\n$/),
      0,
      [],
    ])
    expect([days.code, days.out]).toEqual([0, expect.stringContaining('before midnight')])
    const noDays = [
      ['--from', '5'],
      ['--until', '2026-13-01'],
    ].map((words) => cli(data, ['export', ...words]))
    expect((await Promise.all(noDays)).map(({ code }) => code)).toEqual([2, 2])
    await full.close()
  })
})
