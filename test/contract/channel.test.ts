import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connect } from '../../shared/api/connect.ts'
import type { ApiError } from '../../shared/api/contract.ts'
import { MAX_CALLS_IN_FLIGHT, type ServedHost, serve } from '../../shared/api/serve.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { channelPair } from '../core/channel-pair.ts'

type Answer = Result<unknown, ApiError>

const noFeed = (): (() => void) => () => {}

function setUp(call: ServedHost['call'], subscribe: ServedHost['subscribe'] = noFeed) {
  const { view, host } = channelPair()
  const reports: unknown[] = []
  serve(host, { call, subscribe }, (error) => `log-${reports.push(error)}`)
  return { view, host, reports, client: connect(view) }
}

describe('a call', () => {
  it('that the host throws at is internal, under the id in the log', async () => {
    const broken = new Error('a bug')
    const { client, reports } = setUp(() => {
      throw broken
    })
    expect([await client.call('announce', {}), reports]).toEqual([
      { ok: false, error: { code: 'internal', detail: 'log-1' } },
      [broken],
    ])
  })

  it('gets its own answer, in whatever order they come', async () => {
    const answers: ((answer: Answer) => void)[] = []
    const { client } = setUp(() => new Promise<Answer>((resolve) => answers.push(resolve)))
    const calls = [client.call('markRead', { conversation: 'a', upTo: '1' }), client.call('announce', {})]
    answers[1]?.(ok({}))
    answers[0]?.(err({ code: 'conversation-not-found' }))
    expect(await Promise.all(calls)).toEqual([
      { ok: false, error: { code: 'conversation-not-found' } },
      { ok: true, value: {} },
    ])
  })

  it('ends as disconnected when the channel closes, and so does a later one', async () => {
    const { client, host } = setUp(() => new Promise<Answer>(() => {}))
    const waiting = client.call('announce', {})
    host.close()
    await client.closed
    expect([await waiting, await client.call('announce', {})]).toEqual([
      { ok: false, error: { code: 'disconnected' } },
      { ok: false, error: { code: 'disconnected' } },
    ])
  })

  it('that is one too many at once is refused without asking the host', async () => {
    let asked = 0
    let release = (_answer: Answer): void => {}
    const gate = new Promise<Answer>((resolve) => {
      release = resolve
    })
    const { client } = setUp(() => {
      asked++
      return gate
    })
    const calls = Array.from({ length: MAX_CALLS_IN_FLIGHT + 1 }, () => client.call('announce', {}))
    const refused = await calls.at(-1)
    release(ok({}))
    const served = await Promise.all(calls.slice(0, -1))
    expect([asked, refused, served.every(({ ok }) => ok)]).toEqual([
      MAX_CALLS_IN_FLIGHT,
      { ok: false, error: { code: 'internal', detail: 'too many calls at once' } },
      true,
    ])
  })

  it('whose answer this view does not know ends as internal', async () => {
    const answers: Answer[] = [ok('not a page'), err({ code: 'from-the-future', detail: 'x' })]
    const { client } = setUp(() => answers.shift() ?? ok({}))
    const page = { conversation: 'a', limit: 1 }
    expect([await client.call('pageMessages', page), await client.call('pageMessages', page)]).toEqual([
      { ok: false, error: { code: 'internal', detail: 'unexpected output' } },
      { ok: false, error: { code: 'internal', detail: 'x' } },
    ])
  })
})

describe('frames', () => {
  it('that nobody understands are dropped by both sides', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (message) => {
        const { view, host, reports } = setUp(() => ok({}))
        view.post(message)
        host.post(message)
        expect(reports).toEqual([])
      }),
    )
  })

  it('that come close are dropped too', async () => {
    const { view, client, reports } = setUp(() => ok({}))
    for (const frame of [
      { type: 'call', id: 'one', method: 'announce' },
      { type: 'call', id: 1.5, method: 'announce', input: {} },
      { type: 'call', id: 1, method: 7, input: {} },
      { type: 'subscribed' },
    ]) {
      view.post(frame)
    }
    expect([await client.call('announce', {}), reports]).toEqual([ok({}), []])
  })
})

describe('the feed', () => {
  it('starts when somebody listens, once, and ends with the channel', () => {
    const log: string[] = []
    const { client } = setUp(
      () => ok({}),
      () => {
        log.push('subscribed')
        return () => log.push('ended')
      },
    )
    client.onFeed(() => {})
    client.onFeed(() => {})
    client.resync()
    client.close()
    expect(log).toEqual(['subscribed', 'ended', 'subscribed', 'ended'])
  })

  it('whose snapshot throws is reported and leaves the channel usable', async () => {
    const { client, reports } = setUp(
      () => ok({}),
      () => {
        throw new Error('a bug')
      },
    )
    client.onFeed(() => {})
    expect([reports.length, await client.call('announce', {})]).toEqual([1, ok({})])
  })
})
