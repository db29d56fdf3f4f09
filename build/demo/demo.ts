/** `npm start -- --demo`: an office on this computer's loopback addresses. */
import { err, ok, type Result } from '../../shared/result.ts'
import { type Colleague, openColleague } from './colleague.ts'
import { roles, scriptOf } from './script.ts'

/** Where the person who looks at the demo is. */
export const AUDIENCE = '127.0.0.10'
const PORT = 2425

export interface Demo {
  /** Flags for the program that the person looks at. */
  readonly flags: readonly string[]
  close(): Promise<void>
}

/** A sentence when the addresses cannot be used. */
export async function openDemo(version: string): Promise<Result<Demo, string>> {
  const colleagues: Colleague[] = []
  const close = async (): Promise<void> => {
    await Promise.all(colleagues.map((colleague) => colleague.close()))
  }
  for (const [place, role] of roles.entries()) {
    const opened = await openColleague({ ...role, port: PORT, version, audience: AUDIENCE }, scriptOf(role, place))
    if (opened.ok) colleagues.push(opened.value)
    else {
      await close()
      return err(explain(role.address, opened.error.reason))
    }
  }
  const peers = roles.flatMap(({ address }) => ['--peer', address])
  return ok({ flags: ['--bind', AUDIENCE, ...peers], close })
}

function explain(address: string, reason: string): string {
  if (reason === 'address-missing') {
    const addresses = [AUDIENCE, ...roles.map((role) => role.address)]
    return `This system has no ${address} yet; add the demo's addresses first: ${addresses
      .map((each) => `sudo ifconfig lo0 alias ${each}`)
      .join(' && ')}`
  }
  return reason === 'port-in-use'
    ? `UDP port ${PORT} of ${address} is in use: end the other demo, or the messenger that holds it.`
    : `UDP port ${PORT} of ${address} cannot be opened (${reason}).`
}
