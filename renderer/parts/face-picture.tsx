import { drawings } from './face-drawings.ts'
import { tones } from './face-shapes.ts'

/** One of FeiQ's faces as our own picture, as high as the text around it. */
export function FacePicture({
  name,
  className = 'size-[1.25em]',
}: {
  readonly name: string
  readonly className?: string
}) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      {drawings[name]?.map(({ tone, path, line }) =>
        line === undefined ? (
          <path key={path} d={path} fill={tones[tone]} />
        ) : (
          <path
            key={`${path} ${tone}`}
            d={path}
            fill="none"
            stroke={tones[tone]}
            strokeWidth={line}
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        ),
      )}
    </svg>
  )
}
