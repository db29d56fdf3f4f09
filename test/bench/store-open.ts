/** Opens the store of argv[2] as the host does, reads what a start reads, and prints the milliseconds since the process was ready. */
const start = performance.now()
const { openStore } = await import('../../electron/host/store/open.ts')
const opened = openStore(process.argv[2] ?? '')
if (!opened.ok) throw new Error(opened.error.detail)
const { store } = opened.value
store.settings()
store.peers()
store.conversations()
store.outbox()
process.stdout.write(String(performance.now() - start))
store.close()
