/** FeiQ's faces: codes of ASCII characters within the text, in the order of its panel of 16 columns (protocol.md 7.4, appendix A). */

export interface Face {
  readonly code: string
  /** FeiQ's own word for it, which says more than the code does. */
  readonly label: string
}

export const FACES: readonly Face[] = [
  { code: '/:)', label: '微笑' },
  { code: '/:~', label: '撇嘴' },
  { code: '/:*', label: '色' },
  { code: '/:|', label: '发呆' },
  { code: '/8-)', label: '得意' },
  { code: '/:<', label: '流泪' },
  { code: '/:$', label: '害羞' },
  { code: '/:X', label: '闭嘴' },
  { code: '/:Z', label: '困' },
  { code: "/:'(", label: '大哭' },
  { code: '/:-|', label: '尴尬' },
  { code: '/:@', label: '发怒' },
  { code: '/:P', label: '调皮' },
  { code: '/:D', label: '龇牙' },
  { code: '/:O', label: '惊讶' },
  { code: '/<rotate>', label: '转圈' },
  { code: '/:(', label: '难过' },
  { code: '/:+', label: '酷' },
  { code: '/:lenhan', label: '冷汗' },
  { code: '/:Q', label: '抓狂' },
  { code: '/:T', label: '吐' },
  { code: '/;P', label: '偷笑' },
  { code: '/;-D', label: '可爱' },
  { code: '/;d', label: '白眼' },
  { code: '/;o', label: '傲慢' },
  { code: '/:g', label: '饥饿' },
  { code: '/|-)', label: '困' },
  { code: '/:!', label: '惊恐' },
  { code: '/:L', label: '冷汗' },
  { code: '/:>', label: '憨笑' },
  { code: '/;bin', label: '大兵' },
  { code: '/:fw', label: '飞吻' },
  { code: '/;fd', label: '奋斗' },
  { code: '/:-S', label: '咒骂' },
  { code: '/;?', label: '疑问' },
  { code: '/;x', label: '嘘……' },
  { code: '/;@', label: '晕' },
  { code: '/:8', label: '折磨' },
  { code: '/;!', label: '衰' },
  { code: '/!!!', label: '骷髅' },
  { code: '/:xx', label: '敲打' },
  { code: '/:bye', label: '再见' },
  { code: '/:csweat', label: '擦汗' },
  { code: '/:knose', label: '抠鼻' },
  { code: '/:applause', label: '鼓掌' },
  { code: '/:cdale', label: '糗大了' },
  { code: '/:huaixiao', label: '坏笑' },
  { code: '/:shake', label: '发抖' },
  { code: '/:lhenhen', label: '左哼哼' },
  { code: '/:rhenhen', label: '右哼哼' },
  { code: '/:yawn', label: '哈欠' },
  { code: '/:snooty', label: '鄙视' },
  { code: '/:chagrin', label: '委屈' },
  { code: '/:kcry', label: '快哭了' },
  { code: '/:yinxian', label: '阴险' },
  { code: '/:qinqin', label: '亲亲' },
  { code: '/:xiaren', label: '吓' },
  { code: '/:kelin', label: '可怜' },
  { code: '/:caidao', label: '菜刀' },
  { code: '/:xig', label: '西瓜' },
  { code: '/:bj', label: '啤酒' },
  { code: '/:basketball', label: '篮球' },
  { code: '/:pingpong', label: '乒乓' },
  { code: '/:jump', label: '跳' },
  { code: '/:coffee', label: '咖啡' },
  { code: '/:eat', label: '吃饭' },
  { code: '/:pig', label: '猪头' },
  { code: '/:rose', label: '玫瑰' },
  { code: '/:fade', label: '枯萎' },
  { code: '/:kiss', label: '示爱' },
  { code: '/:heart', label: '爱心' },
  { code: '/:break', label: '心碎' },
  { code: '/:cake', label: '蛋糕' },
  { code: '/:shd', label: '闪电' },
  { code: '/:bomb', label: '炸弹' },
  { code: '/:dao', label: '匕首' },
  { code: '/:footb', label: '足球' },
  { code: '/:piaocon', label: '瓢虫' },
  { code: '/:shit', label: '大便' },
  { code: '/:oh', label: '怄火' },
  { code: '/:moon', label: '月亮' },
  { code: '/:sun', label: '太阳' },
  { code: '/;gift', label: '礼物' },
  { code: '/:hug', label: '拥抱' },
  { code: '/:strong', label: '点赞' },
  { code: '/;weak', label: '弱' },
  { code: '/:share', label: '握手' },
  { code: '/:shl', label: '胜利' },
  { code: '/:baoquan', label: '抱拳' },
  { code: '/:cajole', label: '勾引' },
  { code: '/:quantou', label: '拳头' },
  { code: '/:chajin', label: '差劲' },
  { code: '/:aini', label: '爱你' },
  { code: '/:sayno', label: 'no' },
  { code: '/:sayok', label: 'ok' },
  { code: '/:love', label: '爱情' },
]

const BY_CODE: ReadonlyMap<string, Face> = new Map(FACES.map((face) => [face.code, face]))

/** No code begins another, so wherever one fits it is the longest. */
const ANY_CODE = new RegExp(FACES.map(({ code }) => code.replace(/[^\w/]/g, '\\$&')).join('|'), 'g')

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
