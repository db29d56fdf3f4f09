/** The history that the store's bench measures on: 1,000,000 messages, made once and kept under node_modules/.cache. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openStore } from '../../electron/host/store/open.ts'
import type { OfferedItem, Store } from '../../shared/core/ports.ts'
import type { Attachment } from '../../shared/protocol/index.ts'
import { seededRandom } from '../store/samples.ts'

export const MESSAGES = 1_000_000
export const CONVERSATIONS = 200
/** One chat has a tenth of everything. */
export const LARGE = 'peer-0'
const LARGE_SHARE = 0.1
const MESSAGES_PER_TRANSACTION = 50_000
/** Changes whenever the schema or the texts do. */
const EDITION = 2

const folder = resolve(import.meta.dirname, '../../node_modules/.cache/gezi-bench')

/** Common characters in about their order of frequency: a draw favours the first ones as real texts do. */
const CHARACTERS =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔会议纸档案周客户预算合同版测试项目需求服务器接口文档会议室快递'
const WORDS =
  'the report meeting please send file update version server test project review today tomorrow thanks ok done check build release customer budget schedule lunch room printer network password deadline design database contract invoice feedback question issue branch merge deploy'.split(
    ' ',
  )
/** Words that the queries name, one in so many messages; the rarest first, which goes before the others. */
export const PLANTED = [
  { text: '鲸落', every: 100_000 },
  { text: 'quarterly figures', every: 5_000 },
  { text: '季度总结', every: 1_000 },
] as const

/** One message in so many has a link, an image, a file, a folder: the first that fits. */
const LINK_EVERY = 40
const ATTACHED = [
  { every: 20_000, kind: 'folder', ending: '' },
  { every: 60, kind: 'file', ending: '.png' },
  { every: 30, kind: 'file', ending: '.pdf' },
] as const
/** Hosts of the links; their rarest is in one link of a thousand. */
const HOSTS = ['wiki.example.com', 'git.example.org', 'mail.example.net']

function attachmentOf(number: number): Attachment | undefined {
  const found = ATTACHED.find(({ every }) => number % every === every / 2)
  if (found === undefined) return undefined
  const name = `${CHARACTERS[number % 97]}${CHARACTERS[number % 89]}图 ${WORDS[number % WORDS.length]}-${number}${found.ending}`
  return {
    ...{ id: number % 1_000, kind: found.kind, name, size: number * 7, modified: 1_600_000_000, attributes: 1 },
    extended: [],
  }
}

const offered = (attachment: Attachment): OfferedItem => ({
  attachment,
  source: { path: `/files/${attachment.name}`, modified: 1, files: undefined, spooled: false },
  expiresAt: undefined,
})

function textOf(random: () => number, number: number): string {
  const planted = PLANTED.find(({ every }) => number % every === every / 2)
  const length = Math.floor(4 + 40 * random() ** 3 + 6 * random())
  let text = ''
  if (random() < 0.75) {
    for (let count = 0; count < length; count++) {
      text += CHARACTERS[Math.floor(random() ** 2 * CHARACTERS.length)] ?? ''
      if (random() < 0.08) text += '，'
    }
    if (random() < 0.15) text += ` ${WORDS[Math.floor(random() * WORDS.length)] ?? ''}`
  } else {
    const words = Array.from({ length: Math.ceil(length / 4) }, () => WORDS[Math.floor(random() ** 2 * WORDS.length)])
    text = words.join(' ')
  }
  if (number % LINK_EVERY === 7) text += ` https://${HOSTS[number % HOSTS.length]}/page/${number}`
  return planted === undefined ? text : `${text} ${planted.text}`
}

function fill(store: Store): void {
  const random = seededRandom(20261105)
  let at = 1_600_000_000_000
  for (let done = 0; done < MESSAGES; done += MESSAGES_PER_TRANSACTION) {
    store.transaction(() => {
      for (let number = done; number < done + MESSAGES_PER_TRANSACTION; number++) {
        at += Math.floor(random() * 120_000)
        const peer = random() < LARGE_SHARE ? LARGE : `peer-${1 + Math.floor(random() ** 1.5 * (CONVERSATIONS - 1))}`
        const text = textOf(random, number)
        const attachment = attachmentOf(number)
        if (random() < 0.5) {
          const items = attachment === undefined ? [] : [offered(attachment)]
          const { id } = store.addOutgoing({ peer, text, at, items })
          store.setDelivery(id, { state: 'delivered', at: at + 20 }, at + 20)
        } else {
          const packetNo = String(number)
          const raw = new TextEncoder().encode(`1:${packetNo}:user:host:288:${text}`)
          store.addIncoming({
            peer,
            text,
            encoding: 'utf-8',
            raw,
            packetNo,
            repeatKey: `0:${packetNo}`,
            repeatSince: at - 86_400_000,
            receivedAt: at,
            sealed: false,
            confirmOpening: false,
            locked: false,
            broadcast: false,
            multicast: false,
            automatic: false,
            attachments: attachment === undefined ? [] : [attachment],
          })
        }
      }
    })
  }
}

/** Path of the finished database. The first call takes minutes. */
export function benchDatabase(progress: (line: string) => void): string {
  const path = join(folder, `history-${EDITION}`, 'gezi.db')
  if (existsSync(path)) return path
  progress(`building ${MESSAGES} messages once under node_modules/.cache/gezi-bench`)
  const building = join(folder, 'building')
  rmSync(building, { recursive: true, force: true })
  mkdirSync(building, { recursive: true })
  const opened = openStore(join(building, 'gezi.db'))
  if (!opened.ok) throw new Error(opened.error.detail)
  fill(opened.value.store)
  opened.value.store.close()
  renameSync(building, join(folder, `history-${EDITION}`))
  return path
}
