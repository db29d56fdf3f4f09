/** What we promise about messages, checked over the disks of both sides: exactly once, in order, or shown as not delivered with the reason. */
import type { Computer } from './network.ts'

/** Texts that `reader` stored from `writer`, under whatever id. */
export function textsFrom(reader: Computer, writer: Computer): string[] {
  const ids = new Set([reader.peerIdOf(writer), `u:${writer.name}@${writer.name}-pc`])
  return reader.store.received.filter(({ peer }) => ids.has(peer)).map(({ text }) => text)
}

/** What is wrong, in words; empty when the promise is kept. */
export function broken(writer: Computer, reader: Computer): string[] {
  const got = textsFrom(reader, writer)
  const sent = [...writer.store.sent.values()].filter(({ message }) => message.peer === writer.peerIdOf(reader))
  const order = new Map(sent.map(({ message }, index) => [message.text, index]))
  const places = got.map((text) => order.get(text) ?? -1)
  const faults: string[] = []
  if (new Set(got).size !== got.length) faults.push(`stored twice: ${got.join(' ')}`)
  if (places.some((place, index) => index > 0 && place <= places[index - 1]!))
    faults.push(`out of order: ${got.join(' ')}`)
  const stored = new Set(got)
  for (const { message, delivery } of sent) {
    const isAcknowledged = delivery.state === 'delivered' || delivery.state === 'opened'
    if (isAcknowledged && !stored.has(message.text)) faults.push(`acknowledged, not stored: ${message.text}`)
  }
  return faults
}

/** Whether every message of `writer` to `reader` is delivered. */
export const isAllDelivered = (writer: Computer): boolean =>
  [...writer.store.sent.values()].every(({ delivery }) => delivery.state === 'delivered')

export const undelivered = (writer: Computer): string[] =>
  [...writer.store.sent.values()]
    .filter(({ delivery }) => delivery.state !== 'delivered')
    .map(
      ({ message, delivery }) =>
        `${message.text}: ${delivery.state}${'reason' in delivery ? ` ${delivery.reason}` : ''}`,
    )
