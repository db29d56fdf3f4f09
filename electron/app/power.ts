/** A computer that wakes is often somewhere else: its sockets are looked after at once, and colleagues hear that it is there. */
import type { EventEmitter } from 'node:events'
import type { Client } from '../../shared/api/connect.ts'

export function followSleep(monitor: Pick<EventEmitter, 'on' | 'off'>, client: Pick<Client, 'call' | 'closed'>): void {
  const resume = (): void => {
    void client.call('reopenNetwork', {}).then(() => client.call('announce', {}))
  }
  monitor.on('resume', resume)
  void client.closed.then(() => monitor.off('resume', resume))
}
