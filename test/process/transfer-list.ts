/** What `transfers --json` of the command line says, for tests that follow a transfer from outside. */
import { z } from 'zod'
import { cli, eventually } from './gezi.ts'

const Listed = z.strictObject({
  id: z.string(),
  peer: z.string(),
  direction: z.enum(['in', 'out']),
  name: z.string(),
  kind: z.enum(['file', 'folder', 'image']),
  size: z.number(),
  done: z.number(),
  state: z.enum(['offered', 'queued', 'running', 'paused', 'done', 'failed', 'declined', 'cancelled']),
  path: z.string().nullable(),
  reason: z.string().nullable(),
})
export type Listed = z.infer<typeof Listed>

export const parseTransfers = (json: string): Listed[] => z.array(Listed).parse(JSON.parse(json))

/** All transfers of the host of that data folder, the latest first. */
export async function listTransfers(data: string): Promise<Listed[]> {
  const { code, stdout, stderr } = await cli(data, 'transfers', '--json')
  if (code !== 0) throw new Error(`transfers ended with ${code}: ${stderr}`)
  return parseTransfers(stdout)
}

/** The latest transfer of that name, as soon as it fits; an error that shows it after `limit` milliseconds. */
export async function transferUntil(
  data: string,
  name: string,
  fits: (transfer: Listed) => boolean,
  limit: number,
): Promise<Listed> {
  const find = async () => (await listTransfers(data)).find((one) => one.name === name)
  const last = await eventually(find, (one) => one !== undefined && fits(one), limit)
  if (last !== undefined && fits(last)) return last
  throw new Error(`after ${limit} ms ${name} is ${JSON.stringify(last)}`)
}
