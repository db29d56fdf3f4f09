import { afterEach, describe, expect, it } from 'vitest'
import { ALWAYS } from '../../shared/model/calendar.ts'
import { endOf, isMuted, nextQuietChange, quietAt } from '../../shared/model/quiet.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'

const zone = process.env.TZ
const inZone = (name: string): void => {
  process.env.TZ = name
}
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const HOUR = 3_600_000
const at = (text: string): number => Date.parse(text)
const local = (moment: number | undefined): string =>
  moment === undefined ? 'never' : new Date(moment).toString().slice(0, 21)

const hours = (from: number, to: number, days = [0, 1, 2, 3, 4, 5, 6]): Settings => ({
  ...defaultSettings,
  quietHours: { on: true, days, from, to },
})

describe('how long a chat is muted', () => {
  it('is an hour, until tomorrow at eight, a week, or for good', () => {
    inZone('Asia/Shanghai')
    const now = at('2026-11-27T14:30:00+08:00')
    expect([endOf('hour', now) - now, local(endOf('tomorrow', now)), endOf('week', now) - now]).toEqual([
      HOUR,
      'Sat Nov 28 2026 08:00',
      168 * HOUR,
    ])
    expect(endOf('always', now)).toBe(ALWAYS)
  })

  it('is until eight of the coming day also shortly after midnight and in a night that is an hour shorter or longer', () => {
    inZone('America/New_York')
    // Clocks go from 2:00 to 3:00 on 8 March and from 2:00 to 1:00 on 1 November 2026.
    const evenings = ['2026-03-07T23:59:00-05:00', '2026-10-31T23:59:00-04:00', '2026-11-27T00:01:00-05:00'].map(at)
    expect(evenings.map((now) => [local(endOf('tomorrow', now)), (endOf('tomorrow', now) - now) / HOUR])).toEqual([
      ['Sun Mar 08 2026 08:00', 7 + 1 / 60],
      ['Sun Nov 01 2026 08:00', 9 + 1 / 60],
      ['Sat Nov 28 2026 08:00', 32 - 1 / 60],
    ])
  })

  it('is over at its moment, not after it', () => {
    expect(
      [{}, { mutedUntil: 10 }, { mutedUntil: 11 }, { mutedUntil: ALWAYS }].map((chat) => isMuted(chat, 10)),
    ).toEqual([false, false, true, true])
  })
})

describe('do-not-disturb', () => {
  it('holds until its moment when it was switched on by hand', () => {
    const settings = { ...defaultSettings, quietUntil: 100 }
    expect([quietAt(settings, 99), quietAt(settings, 100), nextQuietChange(settings, 99)]).toEqual([
      { by: 'chosen', until: 100 },
      undefined,
      100,
    ])
  })

  it('goes past midnight into the next day and belongs to the day on which it begins', () => {
    inZone('Asia/Tokyo')
    // 27 November 2026 is a Friday.
    const settings = hours(22 * 60, 7 * 60, [5])
    const answers = ['27T21:59', '27T22:00', '28T00:00', '28T06:59', '28T07:00', '28T22:30', '27T03:00'].map((time) =>
      local(quietAt(settings, at(`2026-11-${time}:00+09:00`))?.until),
    )
    const night = 'Sat Nov 28 2026 07:00'
    expect(answers).toEqual(['never', night, night, night, 'never', 'never', 'never'])
  })

  it('within one day ends on it, and from a minute to the same minute lasts a day', () => {
    inZone('Asia/Tokyo')
    const noon = hours(12 * 60, 13 * 60)
    const all = hours(0, 0, [6])
    expect([
      local(quietAt(noon, at('2026-11-27T12:30:00+09:00'))?.until),
      local(quietAt(noon, at('2026-11-27T13:00:00+09:00'))?.until),
      local(quietAt(all, at('2026-11-28T00:00:00+09:00'))?.until),
      local(quietAt(all, at('2026-11-27T23:59:00+09:00'))?.until),
    ]).toEqual(['Fri Nov 27 2026 13:00', 'never', 'Sun Nov 29 2026 00:00', 'never'])
  })

  it('ends when the wall clock says so in a night in which the clock is changed, and survives an hour that does not exist', () => {
    inZone('America/New_York')
    const settings = hours(22 * 60, 7 * 60)
    const before = ['2026-03-07T22:00:00-05:00', '2026-10-31T22:00:00-04:00'].map(at)
    expect(before.map((now) => ((quietAt(settings, now)?.until ?? 0) - now) / HOUR)).toEqual([8, 10])
    // 2:30 is skipped on 8 March: the hours begin at 3:30, and both 1:30s of 1 November are quiet.
    const skipped = hours(2 * 60 + 30, 5 * 60)
    expect([
      quietAt(skipped, at('2026-03-08T03:29:00-04:00')),
      local(quietAt(skipped, at('2026-03-08T03:30:00-04:00'))?.until),
    ]).toEqual([undefined, 'Sun Mar 08 2026 05:00'])
    const doubled = hours(60, 2 * 60)
    expect(
      ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'].map((time) =>
        local(quietAt(doubled, at(time))?.until),
      ),
    ).toEqual(['Sun Nov 01 2026 02:00', 'Sun Nov 01 2026 02:00'])
  })

  it('tells when it changes next, with and without hours', () => {
    inZone('Asia/Tokyo')
    const friday = at('2026-11-27T12:00:00+09:00')
    expect([
      local(nextQuietChange(hours(22 * 60, 7 * 60), friday)),
      local(nextQuietChange(hours(22 * 60, 7 * 60, [1]), friday)),
      local(nextQuietChange({ ...hours(22 * 60, 7 * 60), quietUntil: friday + HOUR }, friday)),
      nextQuietChange({ ...defaultSettings, quietUntil: ALWAYS }, friday),
      nextQuietChange(hours(60, 120, []), friday),
    ]).toEqual(['Fri Nov 27 2026 22:00', 'Mon Nov 30 2026 22:00', 'Fri Nov 27 2026 13:00', undefined, undefined])
  })
})
