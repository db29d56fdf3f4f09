import { useTranslation } from 'react-i18next'
import type { Peer } from '../../../shared/model/peer.ts'
import { fileSize } from '../../logic/dates.ts'
import { Switch } from '../../parts/switch.tsx'
import { useLanguageTag } from '../../state/hooks.ts'
import { useSetting } from '../../state/use-setting.ts'
import { detailsSection } from './section.ts'

/** Files of this person come without asking, up to the size of the settings. */
export function AlwaysAccept({ person }: { readonly person: Peer }) {
  const { t } = useTranslation()
  const language = useLanguageTag()
  const { value, error, locked, change } = useSetting('autoAccept')
  return (
    <div className={detailsSection}>
      <Switch
        label={t('details.always_accept', { name: person.name })}
        hint={t('details.always_accept_hint', { size: fileSize(value.maxBytes, language) })}
        error={error}
        locked={locked}
        checked={value.peers.includes(person.id)}
        onChange={(on) =>
          void change(({ peers, ...rest }) => {
            const others = peers.filter((peer) => peer !== person.id)
            return { ...rest, peers: on ? [...others, person.id] : others }
          })
        }
      />
    </div>
  )
}
