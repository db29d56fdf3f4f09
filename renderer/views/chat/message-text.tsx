import { Popover } from '@base-ui/react/popover'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { realTarget, type TextPart, textParts } from '../../logic/links.ts'
import { Button } from '../../parts/button.tsx'
import { canOpen, openExternal } from '../../platform.ts'
import { copyText } from '../../state/actions.ts'

/** Text is text; only recognised addresses become something to click. */
export function MessageText({ text }: { readonly text: string }) {
  const parts = useMemo(() => textParts(text), [text])
  return parts.map((part) => (part.kind === 'text' ? part.text : <Link key={part.start} part={part} />))
}

/** Opens nothing by itself: the popover shows where it really leads, and its button goes there. */
function Link({ part }: { readonly part: Extract<TextPart, { kind: 'link' }> }) {
  const { t } = useTranslation()
  const target = realTarget(part.target)
  const opens = canOpen(part.type)
  const title = opens ? t(`link.title_${part.type}`) : t('link.title_share_copy')
  const host = part.type === 'web' ? new URL(target).host : undefined
  return (
    <Popover.Root>
      <Popover.Trigger
        nativeButton={false}
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
