/** The part of the store that knows where copies of our own lie: their paths are whole ones, and the data folder may be moved. */
export interface PlaceStore {
  /** Of the copies that lie elsewhere than below `folder` (with its separator at the end), a few: one of each sort. */
  copiesOutside(folder: string): string[]
  /** Paths of copies below `from` are below `to` from now on; both with their separator. */
  moveCopies(from: string, to: string): void
}
