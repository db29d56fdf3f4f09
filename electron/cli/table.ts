import type { Command } from './command.ts'
import { absence } from './commands/absence.ts'
import { doctor } from './commands/doctor.ts'
import { groupInvite, groupJoin, groupLeave, groupSend, groups } from './commands/groups.ts'
import { history } from './commands/history.ts'
import { info } from './commands/info.ts'
import { backup, exportCommand, importCommand, restore } from './commands/keep.ts'
import { open } from './commands/open.ts'
import { packets } from './commands/packets.ts'
import { peers } from './commands/peers.ts'
import { search } from './commands/search.ts'
import { send } from './commands/send.ts'
import { sendFile, sendImage } from './commands/send-file.ts'
import { set } from './commands/set.ts'
import { status } from './commands/status.ts'
import { accept, cancel, decline, pause, resume, retry } from './commands/steer.ts'
import { transfers } from './commands/transfers.ts'
import { watch } from './commands/watch.ts'

/** In the order of the help text. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['status', status],
  ['peers', peers],
  ['info', info],
  ['doctor', doctor],
  ['absence', absence],
  ['send', send],
  ['send-file', sendFile],
  ['send-image', sendImage],
  ['transfers', transfers],
  ['accept', accept],
  ['decline', decline],
  ['cancel', cancel],
  ['pause', pause],
  ['resume', resume],
  ['retry', retry],
  ['groups', groups],
  ['group-send', groupSend],
  ['group-invite', groupInvite],
  ['group-join', groupJoin],
  ['group-leave', groupLeave],
  ['history', history],
  ['open', open],
  ['search', search],
  ['watch', watch],
  ['packets', packets],
  ['export', exportCommand],
  ['backup', backup],
  ['restore', restore],
  ['import', importCommand],
  ['set', set],
])
