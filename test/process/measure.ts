/**
 * Loaded into a host process by `node --import`: answers each message on the process's IPC channel with what the process measured of
 * itself since the last one. The host itself knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const NANOSECONDS = 1_000_000
const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()

process.on('message', () => {
  process.send?.({
    loopDelayP99: delays.percentile(99) / NANOSECONDS,
    loopDelayMax: delays.max / NANOSECONDS,
    memory: process.memoryUsage().rss,
  })
  delays.reset()
})
// The channel must not keep a host alive that wants to end.
process.channel?.unref()
