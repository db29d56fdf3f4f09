/** The computer's network interfaces. One is switched off by the setting `deniedInterfaces`. */
import { z } from 'zod'
import { NetworkInterface } from '../model/adapter.ts'
import { method, Nothing } from './method.ts'

export type InterfacesMethodName = keyof typeof interfacesContract

export const interfacesContract = {
  /** Where colleagues are heard comes first. */
  listInterfaces: method(
    Nothing,
    z.object({
      interfaces: z.array(NetworkInterface),
      /** The one address that we are bound to. */
      bound: z.string().optional(),
    }),
    [],
  ),
}
