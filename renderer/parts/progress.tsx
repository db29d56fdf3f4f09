/** A thin bar of fixed height. Without a fraction nobody knows how much is missing, and a short piece stands for "something happens". */
export function Progress({
  label,
  fraction,
  moving,
  text,
}: {
  readonly label: string
  readonly fraction: number | undefined
  /** In the accent colour while bytes flow, grey while they do not. */
  readonly moving: boolean
  /** What is heard instead of the bare number. */
  readonly text: string
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={fraction === undefined ? undefined : Math.floor(fraction * 100)}
      aria-valuetext={text}
      className="h-1.5 w-full overflow-hidden rounded-full border border-transparent bg-edge/35 in-data-[contrast=more]:border-edge forced-colors:border-[CanvasText]"
    >
      <div
        className={`h-full origin-left rounded-full ease-linear motion-safe:transition-transform motion-safe:duration-150 forced-colors:bg-[Highlight] ${moving ? 'bg-accent' : 'bg-edge'}`}
        style={{ transform: `scaleX(${fraction ?? 0.12})` }}
      />
    </div>
  )
}
