/** Addresses that others tell of: they are greeted if they can be those of colleagues, and are nobody until they answer. */
import { isLocal, isSameSite } from './address.ts'
import type { Context } from './context.ts'
import type { Endpoint } from './io.ts'

const USUAL_PORT = 2425
/** Above it are the guests of computers where another program holds that one (shared/model/guest-port.ts). */
const GUEST_PORTS = 9

/** Whether a colleague may be told of it: an address of a LAN, on a port where messengers listen. */
export const isTellable = ({ address, port }: Endpoint): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) &&
  port >= USUAL_PORT &&
  port <= USUAL_PORT + GUEST_PORTS &&
  isLocal(address)

/** Only an address of a LAN, on a port where messengers listen: else hearsay would aim our greetings at anybody. */
export function isPlausible({ reach }: Pick<Context, 'reach'>, { address, port }: Endpoint): boolean {
  if (reach === undefined || !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return false
  const isUsual = port >= USUAL_PORT && port <= USUAL_PORT + GUEST_PORTS
  if (!isUsual && !reach.own.some((own) => own.port === port)) return false
  if (reach.own.some((own) => own.address === address)) return false
  return isLocal(address) || reach.own.some((own) => isSameSite(own.address, address))
}
