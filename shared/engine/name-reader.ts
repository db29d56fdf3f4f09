/** In which code page names are read: those that say who somebody is, and those that he shows. */
import {
  decodeHello,
  detectEncoding,
  type Hello,
  hasFlag,
  isAscii,
  latin1,
  OPT,
  type Packet,
  type TextContext,
} from '../protocol/index.ts'
import type { Context } from './context.ts'
import type { Directory, Names } from './directory.ts'
import type { Endpoint } from './io.ts'
import { idOf } from './recognise.ts'

export interface NameReader {
  /** User and host of the header. */
  names(from: Endpoint, packet: Packet): Names
  /** Nickname and department in the code page that the user chose for him, if he did. */
  hello(from: Endpoint, packet: Packet): Hello
  /** As his packets say. */
  plainHello(from: Endpoint, packet: Packet): Hello
}

export function createNameReader(context: Context, directory: Directory): NameReader {
  const { charset } = context

  // What the user chose is for text, not for user and host: those say who somebody is, and must read the same as before.
  function textContext(from: Endpoint): TextContext {
    const peer = directory.soleAt(from)
    const found = peer !== undefined && (peer.encodingSource === 'seen' || peer.encodingSource === 'named')
    return { charset, legacy: context.legacyEncoding, remembered: found ? peer.record.encoding : undefined }
  }

  const plainHello = (from: Endpoint, packet: Packet): Hello => decodeHello(packet, textContext(from))

  return {
    names(from, packet) {
      const { version, flags } = packet
      const decode = (bytes: Uint8Array): string => {
        if (isAscii(bytes)) return latin1(bytes)
        const { remembered, legacy } = textContext(from)
        const utf8Flag = hasFlag(flags, OPT.UTF8)
        return charset.decode(bytes, detectEncoding({ bytes, utf8Flag, version, remembered, legacy }))
      }
      return { user: decode(packet.user), host: decode(packet.host) }
    },
    hello(from, packet) {
      const hello = plainHello(from, packet)
      const chosen = directory.chosen(idOf(hello))
      if (chosen === undefined) return hello
      const { name, group } = decodeHello(packet, { ...textContext(from), chosen })
      return { ...hello, name, group }
    },
    plainHello,
  }
}
