/** A host among many simulated people (crowd.py), watched from outside. Used by the test of loss and by the bench of time. */
import { join } from 'node:path'
import { z } from 'zod'
import {
  cli,
  control,
  end,
  type Finished,
  history,
  jsonLines,
  loopback,
  peersUntil,
  start,
  startHost,
  temporaryFolder,
} from './gezi.ts'

const Measure = z.object({ loopDelayP99: z.number(), loopDelayMax: z.number(), memory: z.number() })
const Totals = z.object({ acknowledged: z.number(), repeats: z.number(), seconds: z.number() })

/** Only a failing run waits that long. */
const PATIENCE = 90_000
const HOST = loopback(2, 1)
const FIRST_PEER = loopback(16, 1)

export interface CrowdOptions {
  readonly count: number
  readonly messages: number
  /** Seconds over which the people come up. */
  readonly spread: number
}

export interface CrowdResult {
  /** Milliseconds from the first greeting until everybody was in the list and online. */
  readonly onlineAfter: number
  /** What the crowd counted: acknowledged messages, repeats, seconds until all were acknowledged. */
  readonly totals: z.infer<typeof Totals>
  /** Texts in the host's store, sorted, of all chats. */
  readonly stored: readonly string[]
  /** Measured inside the host between the first greeting and the last acknowledgement; milliseconds and bytes. */
  readonly loopDelayP99: number
  readonly loopDelayMax: number
  readonly memoryBefore: number
  readonly memoryAfter: number
  /** `peers --json` while everybody is there, and the milliseconds it took. */
  readonly list: Finished
  readonly listedIn: number
}

/** The texts that `crowd.py` sends, sorted. */
export const crowdTexts = ({ count, messages }: CrowdOptions): readonly string[] =>
  Array.from({ length: count }, (_, peer) => Array.from({ length: messages }, (_, number) => `消息 ${peer}.${number}`))
    .flat()
    .sort()

export async function meetCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const data = await temporaryFolder()
  const host = await startHost({ data, name: '鸽子', bind: HOST, preload: join(import.meta.dirname, 'measure.ts') })
  const measure = async (): Promise<z.infer<typeof Measure>> => {
    const answer = new Promise((settle) => host.process.once('message', settle))
    host.process.send('measure')
    return Measure.parse(await answer)
  }
  const client = await control(data)
  const { count, messages, spread } = options
  const words = [HOST, FIRST_PEER, ...[count, messages, spread].map(String)]
  const crowd = start('python3', [join(import.meta.dirname, 'crowd.py'), ...words])
  const lines = jsonLines(crowd)
  await lines.next() // bound

  const before = await measure()
  const began = performance.now()
  crowd.stdin?.write('go\n')
  const everybody = await peersUntil(
    client,
    (peers) => peers.filter(({ presence }) => presence === 'online').length >= count,
    PATIENCE,
  )
  const onlineAfter = performance.now() - began
  await lines.next() // greeted
  const totals = Totals.parse((await lines.next()).value)
  const after = await measure()

  const asked = performance.now()
  const list = await cli(data, 'peers', '--json')
  const listedIn = performance.now() - asked
  const stored: string[] = []
  for (const { id } of everybody) stored.push(...(await history(client, id)).map(({ text }) => text))

  crowd.stdin?.end()
  client.close()
  await end(crowd, 'SIGKILL')
  await host.stop()
  return {
    onlineAfter,
    totals,
    stored: stored.sort(),
    loopDelayP99: after.loopDelayP99,
    loopDelayMax: after.loopDelayMax,
    memoryBefore: before.memory,
    memoryAfter: after.memory,
    list,
    listedIn,
  }
}
