/**
 * The FeiQ by script as a process of its own, for a network namespace: `feiq-member.ts ADDRESS HOST`. Each line of its input is
 * `[word, plaintext]` for a group; each line of its output `[from, word, plaintext]` of what others said in groups.
 */
import { createInterface } from 'node:readline'
import { startFeiq } from './feiq.ts'

const [address = '', host = ''] = process.argv.slice(2)
const LOOK_AGAIN = 50

const feiq = await startFeiq({ address, host })
feiq.hello()
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, plaintext]: [number, string] = JSON.parse(line)
  feiq.group(word, plaintext)
})
let told = 0
setInterval(() => {
  for (const { from, word, plaintext } of feiq.lines().slice(told)) {
    told += 1
    process.stdout.write(`${JSON.stringify([from, word, plaintext])}\n`)
  }
}, LOOK_AGAIN)
