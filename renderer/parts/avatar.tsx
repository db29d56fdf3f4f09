import {
  Bird,
  Bug,
  Cat,
  Dog,
  Fish,
  Flower2,
  Leaf,
  type LucideIcon,
  Origami,
  Panda,
  PawPrint,
  Rabbit,
  Shrimp,
  Snail,
  Squirrel,
  Turtle,
  UsersRound,
  Worm,
} from 'lucide-react'
import type { CSSProperties } from 'react'
import type { Peer } from '../../shared/model/peer.ts'
import { avatarHue, avatarText } from '../logic/avatar.ts'

const dots = {
  online: 'bg-green',
  away: 'bg-amber',
  offline: 'hidden',
} as const

const sizes = {
  small: { box: 'size-8 text-sm', dot: 'size-2.5' },
  medium: { box: 'size-9 text-base', dot: 'size-3' },
  large: { box: 'size-16 text-lg', dot: 'size-4' },
} as const

/** The drawn pictures, in the order of their numbers: `DRAWN_PICTURES` of shared/model/picture-choice.ts. */
export const drawn: readonly LucideIcon[] = [
  Bird,
  Cat,
  Dog,
  Fish,
  Rabbit,
  Panda,
  Squirrel,
  Turtle,
  Snail,
  Origami,
  Shrimp,
  Worm,
  Bug,
  PawPrint,
  Leaf,
  Flower2,
]

/** Decoration: the name always stands beside it. `ring` is the colour behind the avatar, from which the dot is cut out. */
export function Avatar({
  peer,
  size = 'medium',
  ring = 'border-side',
  presence = true,
}: {
  readonly peer: Pick<Peer, 'id' | 'name' | 'presence' | 'picture'>
  readonly size?: keyof typeof sizes
  readonly ring?: string
  readonly presence?: boolean
}) {
  const { picture = '' } = peer
  const hue: CSSProperties & { readonly '--hue': number } = { '--hue': hueOf(peer.id, picture) }
  return (
    <span className="relative shrink-0" aria-hidden="true">
      <span
        className={`avatar flex items-center justify-center overflow-hidden rounded-full font-medium ${sizes[size].box}`}
        style={hue}
        data-off={presence && peer.presence === 'offline' ? '' : undefined}
      >
        <Inside name={peer.name} picture={picture} />
      </span>
      {presence && picture !== 'group' && (
        <span
          className={`absolute -right-0.5 -bottom-0.5 box-content rounded-full border-2 ${ring} ${sizes[size].dot} ${dots[peer.presence]} ${size === 'large' ? '' : 'scale-90'}`}
        />
      )}
    </span>
  )
}

function Inside({ name, picture }: { readonly name: string; readonly picture: string }) {
  if (picture.startsWith('data:'))
    return <img src={picture} alt="" className="size-full object-cover" draggable={false} />
  const Drawn = picture.startsWith('drawn:') ? drawn[Number(picture.slice('drawn:'.length))] : undefined
  if (picture === 'group') return <UsersRound className="size-3/5" strokeWidth={1.75} />
  return Drawn === undefined ? avatarText(name) : <Drawn className="size-3/5" strokeWidth={1.75} />
}

/** A drawn picture has the colour of its number, so that it looks the same on everybody's list. */
function hueOf(id: string, picture: string): number {
  const [kind, number] = picture.split(':')
  if (kind === 'hue') return Number(number)
  return kind === 'drawn' ? (Number(number) * 137) % 360 : avatarHue(id)
}
