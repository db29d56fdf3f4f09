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

/** Decoration: the name always stands beside it. `ring` is the colour behind the avatar, from which the dot is cut out. */
export function Avatar({
  peer,
  size = 'medium',
  ring = 'border-side',
  presence = true,
}: {
  readonly peer: Pick<Peer, 'id' | 'name' | 'presence'>
  readonly size?: keyof typeof sizes
  readonly ring?: string
  readonly presence?: boolean
}) {
  const hue: CSSProperties & { readonly '--hue': number } = { '--hue': avatarHue(peer.id) }
  return (
    <span className="relative shrink-0" aria-hidden="true">
      <span
        className={`avatar flex items-center justify-center rounded-full font-medium ${sizes[size].box}`}
        style={hue}
        data-off={presence && peer.presence === 'offline' ? '' : undefined}
      >
        {avatarText(peer.name)}
      </span>
      {presence && (
        <span
          className={`absolute -right-0.5 -bottom-0.5 box-content rounded-full border-2 ${ring} ${sizes[size].dot} ${dots[peer.presence]} ${size === 'large' ? '' : 'scale-90'}`}
        />
      )}
    </span>
  )
}
