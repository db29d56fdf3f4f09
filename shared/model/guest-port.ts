/** Where a Gezi is a guest while another program holds the usual port. Pure. */

/** Several guests on one computer are several users of it: more than these are none. */
const MAX_GUESTS = 8
/** Windows keeps whole hundreds of ports for itself: then the neighbours of a port are no way out. */
const FAR = 10_000
const LAST_PORT = 65_535

/** In the order in which they are tried; `chosen`: 0 for no wish. */
export function guestPorts(usual: number, chosen: number): readonly number[] {
  const from = (first: number): number[] => Array.from({ length: MAX_GUESTS }, (_, index) => first + index)
  const next = [...from(usual + 1), ...from(usual + FAR)].filter((port) => port <= LAST_PORT)
  return chosen === 0 || chosen === usual ? next : [chosen, ...next.filter((port) => port !== chosen)]
}

/** Where most guests are: those who are at home send their broadcasts there, too. */
export const guestPort = (usual: number): number | undefined => guestPorts(usual, 0)[0]
