/** What a history that may be taken over holds, and whom of the people here its people are. */
import { type HistorySource, type ImportPreview, MAX_PREVIEW_PEOPLE } from '../../../shared/model/history.ts'
import { inertName } from '../../../shared/model/inert.ts'
import { contentsOf, type StagedPerson } from '../store/staged.ts'
import type { KnownPerson } from './task.ts'

export function previewOf(staged: string, source: HistorySource, known: readonly KnownPerson[]): ImportPreview {
  const { messages, from, until, people } = contentsOf(staged)
  const find = finder(known)
  return {
    source,
    messages,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    people: people.slice(0, MAX_PREVIEW_PEOPLE).map((person) => {
      const peer = find(person)
      const { key, user, host, name } = person
      return {
        key,
        name: inertName(name) || inertName(user) || inertName(key),
        user: inertName(user),
        host: inertName(host),
        messages: person.messages,
        ...(peer !== undefined && { peer }),
      }
    }),
  }
}

/** A log-on without the fingerprint of its key: older logs do not have it. */
const bare = (user: string): string => user.replace(/-<[\da-f]+>$/i, '').toLowerCase()

/** Who has this id; else the only one with this log-on (or nickname, which old logs have in its place) on this computer. */
export function finder(known: readonly KnownPerson[]): (person: StagedPerson) => string | undefined {
  const ids = new Set(known.map(({ id }) => id))
  return ({ key, user, host, name }) => {
    if (ids.has(key)) return key
    const sameHost = known.filter((each) => each.host.toLowerCase() === host.toLowerCase())
    const sameUser = sameHost.filter((each) => bare(each.user) === bare(user))
    const found = sameUser.length > 0 ? sameUser : sameHost.filter((each) => each.name === name && name !== '')
    return found.length === 1 ? found[0]?.id : undefined
  }
}
