import { Popover } from '@base-ui/react/popover'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type TextPart, textParts } from '../../../shared/model/links.ts'
import { assertNever } from '../../../shared/result.ts'
import { faceName } from '../../locales/face-names.ts'
import { type FacePart, faceParts } from '../../logic/faces.ts'
import { realTarget } from '../../logic/link-target.ts'
import { Button } from '../../parts/button.tsx'
import { FacePicture } from '../../parts/face-picture.tsx'
import { canOpen, openExternal } from '../../platform.ts'
import { copyText } from '../../state/actions.ts'
import { useLanguageTag } from '../../state/hooks.ts'

/** Text is text; only recognised addresses become something to click, and codes of faces pictures. */
export function MessageText({ text, faces = false }: { readonly text: string; readonly faces?: boolean }) {
  const parts = useMemo(() => (faces ? faceParts(text) : textParts(text)), [text, faces])
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return part.text
      case 'link':
        return <Link key={part.start} part={part} />
      case 'face':
        return <InlineFace key={part.start} part={part} />
      default:
        return assertNever(part)
    }
  })
}

/** Who selects and copies gets the code, in letters of no size behind the picture. */
function InlineFace({ part }: { readonly part: FacePart }) {
  const name = faceName(part.name, useLanguageTag())
  return (
    <span role="img" aria-label={name} title={name} className="inline-block align-[-0.25em]">
      <FacePicture name={part.name} />
      <span className="block h-0 text-[0px] leading-none">{part.code}</span>
    </span>
  )
}

/** Opens nothing by itself: the popover shows where it really leads, and its button goes there. */
function Link({ part }: { readonly part: Extract<TextPart, { kind: 'link' }> }) {
  const { t } = useTranslation()
  const target = realTarget(part.target, part.type)
  if (target === undefined) return part.text
  const opens = canOpen(part.type)
  const title = opens ? t(`link.title_${part.type}`) : t('link.title_share_copy')
  const host = part.type === 'web' ? URL.parse(target)?.host : undefined
  return (
    <Popover.Root>
      <Popover.Trigger
        nativeButton={false}
        data-link={target}
        render={<span className="cursor-pointer rounded-xs text-accent-text underline underline-offset-2" />}
      >
        {part.text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} collisionPadding={8} className="z-40">
          <Popover.Popup className="fade surface-overlay flex max-w-96 flex-col gap-2 p-3 text-sm">
            <Popover.Title className="font-semibold">{title}</Popover.Title>
            {host !== undefined && <p className="break-all">{t('link.host', { host })}</p>}
            <Popover.Description className="max-h-40 overflow-y-auto rounded-sm bg-field p-2 font-mono text-xs break-all">
              {target}
            </Popover.Description>
            <div className="flex justify-end gap-2">
              <Popover.Close render={<Button onClick={() => void copyText(target, t('common.copied'))} />}>
                {t('link.copy')}
              </Popover.Close>
              {opens && (
                <Popover.Close render={<Button kind="primary" onClick={() => openExternal(target)} />}>
                  {t('link.open')}
                </Popover.Close>
              )}
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
