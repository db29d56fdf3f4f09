/** From the start of the process to its ready line, with 1,000,000 messages in the data folder: what a user waits for in the morning. */
import { constants, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { endAll, startHost, temporaryFolder } from '../process/gezi.ts'
import { atMost, median, type Report } from './figure.ts'
import { benchDatabase } from './store-data.ts'

const ROUNDS = 5
const TARGET = 0.5
const ADDRESS = '127.87.0.9'

export async function benchStart(report: Report): Promise<void> {
  const source = benchDatabase((line) => console.error(line))
  const data = await temporaryFolder()
  copyFileSync(source, join(data, 'gezi.db'), constants.COPYFILE_FICLONE)
  try {
    // The first start finds a database that no clean end has marked, and checks it: not what is measured here.
    await (await startHost({ data, name: '鸽子', bind: ADDRESS })).stop()
    const seconds: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const host = await startHost({ data, name: '鸽子', bind: ADDRESS })
      seconds.push(host.startedIn / 1000)
      await host.stop()
    }
    report(atMost('start: process to ready with 1,000,000 messages', median(seconds), 's', TARGET))
  } finally {
    await endAll()
  }
}
