/** 56 px at the usual text size; only the part that is text grows with it. */
export const rowHeight = (scale: number): number => Math.round(20 + 36 * scale)
export const groupHeight = (scale: number): number => Math.round(12 + 20 * scale)

/** While files are held over it. */
export const rowTarget = 'bg-selected outline-2 outline-accent -outline-offset-2'

export const rowLook = (selected: boolean): string =>
  `group mx-2 flex h-full items-center gap-3 rounded-sm px-2 ${selected ? 'bg-selected' : 'hover:bg-hover'}`
