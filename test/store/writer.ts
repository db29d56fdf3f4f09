/**
 * A process that writes until it is killed (crash.test.ts). Arguments: database, round. Prints each id after its commit, with `fs.writeSync`, so
 * that a line that was printed stands for a commit that was made.
 */
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { openStore } from '../../electron/host/store/open.ts'
import { incoming } from './samples.ts'

const [path = '', round = ''] = process.argv.slice(2)
const opened = openStore(path)
if (!opened.ok) throw new Error(opened.error.detail)
const { store, salvaged } = opened.value
if (salvaged !== undefined) throw new Error('salvaged')
// Node keeps what it compiled at a proper end, which this process never has.
flushCompileCache()
writeSync(1, 'ready\n')
for (let number = 0; ; number++) {
  const text = `第${round}轮 message ${number} ${'内容'.repeat(number % 400)}`
  if (number % 3 === 0) {
    const { id } = store.addOutgoing({ peer: `peer-${number % 5}`, text, at: number })
    store.setDelivery(id, { state: 'sent', packetNo: number, attempts: 1, retryAt: number }, number)
    writeSync(1, `${id}\n`)
  } else {
    const packetNo = `${round}-${number}`
    writeSync(1, `${store.addIncoming(incoming({ peer: `peer-${number % 5}`, packetNo, text }))?.id}\n`)
  }
  if (number % 7 === 0) store.markRead('peer-1', '999999')
}
