/** A small history with everything in it that a row can have. */
import { join } from 'node:path'
import { openStore } from '../../electron/host/store/open.ts'
import type { Store } from '../../shared/core/ports.ts'
import { incoming, peerRecord, START } from '../store/samples.ts'
import { temporaryFolder } from './support.ts'

export function fill(store: Store): void {
  store.savePeer(peerRecord({ id: 'u:chen@PC-1', user: 'chen', host: 'PC-1', name: '陈 <b>' }))
  store.savePeer(peerRecord({ id: 'u:li@PC-2', user: 'li', host: 'PC-2', name: '李四' }))
  store.saveAlias('u:li@PC-2', '小李')
  store.saveSettings({ name: '王五', theme: 'dark' })
  for (let n = 0; n < 30; n += 1) {
    const peer = n % 3 === 0 ? 'u:li@PC-2' : 'u:chen@PC-1'
    store.addIncoming(
      incoming({
        peer,
        // Line ends of Unicode, as they come along with what is pasted from a word processor.
        text: `第 ${n} 条 "引号", =1+1\n第二行${n === 8 ? '\u2028第三行\u2029\u0085\r完' : ''}`,
        packetNo: String(n),
        receivedAt: START + n * 60_000,
        raw: new Uint8Array([n, 0, 255]),
        sealed: n % 5 === 0,
        attachments:
          n % 7 === 0
            ? [
                {
                  id: 3,
                  kind: 'file',
                  name: '图纸.dwg',
                  size: 17,
                  modified: 5,
                  attributes: 1,
                  extended: [{ key: 1, values: ['a'] }],
                },
              ]
            : [],
      }),
    )
  }
  const out = store.addOutgoing({ peer: 'u:chen@PC-1', text: '收到', at: START + 3_600_000 })
  store.setDelivery(out.id, { state: 'delivered', at: START + 3_600_020 }, START + 3_600_020)
  store.deleteMessage('5')
  store.markRead('u:li@PC-2', '10')
  store.setDraft('u:li@PC-2', '还没写完')
  store.setPinned('u:chen@PC-1', true)
}

/** A data folder with it; removed when the test ends. */
export async function filledFolder(more: (store: Store) => void = () => {}): Promise<string> {
  const data = await temporaryFolder()
  const opened = openStore(join(data, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  fill(opened.value.store)
  more(opened.value.store)
  opened.value.store.close()
  return data
}
