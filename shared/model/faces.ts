/** FeiQ's faces: codes of ASCII characters within the text, in the order of its panel of 16 columns (protocol.md 7.4, appendix A). */
import { type Dialect, traits } from './dialect.ts'

interface FaceRecord {
  readonly code: string
  /** FeiQ's own word for it, which says more than the code does. */
  readonly label: string
  /** Ours: names its picture and its words in the four languages. */
  readonly name: string
  /** One that means the same; empty where there is none. */
  readonly emoji: string
}

export const FACES = [
  { code: '/:)', label: '微笑', name: 'smile', emoji: '🙂' },
  { code: '/:~', label: '撇嘴', name: 'pout', emoji: '😕' },
  { code: '/:*', label: '色', name: 'lovestruck', emoji: '😍' },
  { code: '/:|', label: '发呆', name: 'blank', emoji: '😶' },
  { code: '/8-)', label: '得意', name: 'proud', emoji: '😎' },
  { code: '/:<', label: '流泪', name: 'tears', emoji: '😢' },
  { code: '/:$', label: '害羞', name: 'shy', emoji: '☺️' },
  { code: '/:X', label: '闭嘴', name: 'silent', emoji: '🤐' },
  { code: '/:Z', label: '困', name: 'asleep', emoji: '😴' },
  { code: "/:'(", label: '大哭', name: 'crying', emoji: '😭' },
  { code: '/:-|', label: '尴尬', name: 'awkward', emoji: '😬' },
  { code: '/:@', label: '发怒', name: 'angry', emoji: '😡' },
  { code: '/:P', label: '调皮', name: 'playful', emoji: '😛' },
  { code: '/:D', label: '龇牙', name: 'grin', emoji: '😁' },
  { code: '/:O', label: '惊讶', name: 'surprised', emoji: '😮' },
  { code: '/<rotate>', label: '转圈', name: 'spin', emoji: '' },
  { code: '/:(', label: '难过', name: 'sad', emoji: '🙁' },
  { code: '/:+', label: '酷', name: 'cool', emoji: '😎' },
  { code: '/:lenhan', label: '冷汗', name: 'cold-sweat', emoji: '😓' },
  { code: '/:Q', label: '抓狂', name: 'frantic', emoji: '😫' },
  { code: '/:T', label: '吐', name: 'vomit', emoji: '🤮' },
  { code: '/;P', label: '偷笑', name: 'chuckle', emoji: '🤭' },
  { code: '/;-D', label: '可爱', name: 'cute', emoji: '😊' },
  { code: '/;d', label: '白眼', name: 'eye-roll', emoji: '🙄' },
  { code: '/;o', label: '傲慢', name: 'arrogant', emoji: '😤' },
  { code: '/:g', label: '饥饿', name: 'hungry', emoji: '🤤' },
  { code: '/|-)', label: '困', name: 'sleepy', emoji: '😪' },
  { code: '/:!', label: '惊恐', name: 'terrified', emoji: '😱' },
  { code: '/:L', label: '冷汗', name: 'sweat', emoji: '😰' },
  { code: '/:>', label: '憨笑', name: 'laugh', emoji: '😄' },
  { code: '/;bin', label: '大兵', name: 'soldier', emoji: '💂' },
  { code: '/:fw', label: '飞吻', name: 'blow-kiss', emoji: '😘' },
  { code: '/;fd', label: '奋斗', name: 'strive', emoji: '💪' },
  { code: '/:-S', label: '咒骂', name: 'curse', emoji: '🤬' },
  { code: '/;?', label: '疑问', name: 'question', emoji: '🤔' },
  { code: '/;x', label: '嘘……', name: 'hush', emoji: '🤫' },
  { code: '/;@', label: '晕', name: 'dizzy', emoji: '😵' },
  { code: '/:8', label: '折磨', name: 'tortured', emoji: '😖' },
  { code: '/;!', label: '衰', name: 'unlucky', emoji: '😞' },
  { code: '/!!!', label: '骷髅', name: 'skull', emoji: '💀' },
  { code: '/:xx', label: '敲打', name: 'knock', emoji: '🔨' },
  { code: '/:bye', label: '再见', name: 'bye', emoji: '👋' },
  { code: '/:csweat', label: '擦汗', name: 'wipe-sweat', emoji: '😅' },
  { code: '/:knose', label: '抠鼻', name: 'pick-nose', emoji: '' },
  { code: '/:applause', label: '鼓掌', name: 'applause', emoji: '👏' },
  { code: '/:cdale', label: '糗大了', name: 'embarrassed', emoji: '😳' },
  { code: '/:huaixiao', label: '坏笑', name: 'smirk', emoji: '😏' },
  { code: '/:shake', label: '发抖', name: 'shiver', emoji: '🥶' },
  { code: '/:lhenhen', label: '左哼哼', name: 'humph-left', emoji: '' },
  { code: '/:rhenhen', label: '右哼哼', name: 'humph-right', emoji: '' },
  { code: '/:yawn', label: '哈欠', name: 'yawn', emoji: '🥱' },
  { code: '/:snooty', label: '鄙视', name: 'contempt', emoji: '😒' },
  { code: '/:chagrin', label: '委屈', name: 'wronged', emoji: '🥺' },
  { code: '/:kcry', label: '快哭了', name: 'nearly-crying', emoji: '🥹' },
  { code: '/:yinxian', label: '阴险', name: 'sly', emoji: '😈' },
  { code: '/:qinqin', label: '亲亲', name: 'kiss', emoji: '😚' },
  { code: '/:xiaren', label: '吓', name: 'scared', emoji: '😨' },
  { code: '/:kelin', label: '可怜', name: 'pitiful', emoji: '🥺' },
  { code: '/:caidao', label: '菜刀', name: 'cleaver', emoji: '🔪' },
  { code: '/:xig', label: '西瓜', name: 'watermelon', emoji: '🍉' },
  { code: '/:bj', label: '啤酒', name: 'beer', emoji: '🍺' },
  { code: '/:basketball', label: '篮球', name: 'basketball', emoji: '🏀' },
  { code: '/:pingpong', label: '乒乓', name: 'ping-pong', emoji: '🏓' },
  { code: '/:jump', label: '跳', name: 'jump', emoji: '💃' },
  { code: '/:coffee', label: '咖啡', name: 'coffee', emoji: '☕' },
  { code: '/:eat', label: '吃饭', name: 'meal', emoji: '🍚' },
  { code: '/:pig', label: '猪头', name: 'pig', emoji: '🐷' },
  { code: '/:rose', label: '玫瑰', name: 'rose', emoji: '🌹' },
  { code: '/:fade', label: '枯萎', name: 'wilted', emoji: '🥀' },
  { code: '/:kiss', label: '示爱', name: 'lips', emoji: '💋' },
  { code: '/:heart', label: '爱心', name: 'heart', emoji: '❤️' },
  { code: '/:break', label: '心碎', name: 'heartbreak', emoji: '💔' },
  { code: '/:cake', label: '蛋糕', name: 'cake', emoji: '🎂' },
  { code: '/:shd', label: '闪电', name: 'lightning', emoji: '⚡' },
  { code: '/:bomb', label: '炸弹', name: 'bomb', emoji: '💣' },
  { code: '/:dao', label: '匕首', name: 'dagger', emoji: '🗡️' },
  { code: '/:footb', label: '足球', name: 'football', emoji: '⚽' },
  { code: '/:piaocon', label: '瓢虫', name: 'ladybird', emoji: '🐞' },
  { code: '/:shit', label: '大便', name: 'poo', emoji: '💩' },
  { code: '/:oh', label: '怄火', name: 'sulking', emoji: '😠' },
  { code: '/:moon', label: '月亮', name: 'moon', emoji: '🌙' },
  { code: '/:sun', label: '太阳', name: 'sun', emoji: '☀️' },
  { code: '/;gift', label: '礼物', name: 'gift', emoji: '🎁' },
  { code: '/:hug', label: '拥抱', name: 'hug', emoji: '🤗' },
  { code: '/:strong', label: '点赞', name: 'thumbs-up', emoji: '👍' },
  { code: '/;weak', label: '弱', name: 'thumbs-down', emoji: '👎' },
  { code: '/:share', label: '握手', name: 'handshake', emoji: '🤝' },
  { code: '/:shl', label: '胜利', name: 'victory', emoji: '✌️' },
  { code: '/:baoquan', label: '抱拳', name: 'salute', emoji: '🙏' },
  { code: '/:cajole', label: '勾引', name: 'beckon', emoji: '' },
  { code: '/:quantou', label: '拳头', name: 'fist', emoji: '👊' },
  { code: '/:chajin', label: '差劲', name: 'little-finger', emoji: '' },
  { code: '/:aini', label: '爱你', name: 'love-you', emoji: '🤟' },
  { code: '/:sayno', label: 'no', name: 'no', emoji: '🙅' },
  { code: '/:sayok', label: 'ok', name: 'ok', emoji: '👌' },
  { code: '/:love', label: '爱情', name: 'love', emoji: '💕' },
] as const satisfies readonly FaceRecord[]
export type FaceName = (typeof FACES)[number]['name']
export type Face = FaceRecord & { readonly name: FaceName }

const BY_CODE: ReadonlyMap<string, Face> = new Map(FACES.map((face) => [face.code, face]))

/** No code begins another, so wherever one fits it is the longest. */
const ANY_CODE = new RegExp(FACES.map(({ code }) => code.replace(/[^\w/]/g, '\\$&')).join('|'), 'g')

/** Puts what `to` answers in place of each face; `next` is the character behind its code, empty at the end. */
export const replaceFaces = (text: string, to: (face: Face, next: string) => string): string =>
  text.includes('/')
    ? text.replace(ANY_CODE, (code, at: number) => {
        const face = BY_CODE.get(code)
        return face === undefined ? code : to(face, text[at + code.length] ?? '')
      })
    : text

/** The text and the faces in it, in order; no empty texts. Only texts of FeiQ have faces: in others `/:)` is what it is. */
export function splitFaces(text: string): (string | Face)[] {
  const parts: (string | Face)[] = []
  let end = 0
  for (const match of text.matchAll(ANY_CODE)) {
    const face = BY_CODE.get(match[0])
    if (face === undefined) continue
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push(face)
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

/** As FeiQ reads it. */
export const joinFaces = (parts: readonly (string | Face)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.code)).join('')

/** FeiQ and Gezi write codes; in texts of other programs `/:)` is what it is. What we wrote ourselves went out as they can show it. */
export const hasFaces = (direction: 'in' | 'out', dialect: Dialect): boolean =>
  direction === 'out' || traits[dialect].faces === 'codes'

/** Where there is only room for text, as in lists and notifications, a face is its word in brackets, as FeiQ's users know it. */
export const withFaceWords = (text: string, wordOf: (name: FaceName) => string): string =>
  splitFaces(text)
    .map((piece) => (typeof piece === 'string' ? piece : `[${wordOf(piece.name)}]`))
    .join('')
