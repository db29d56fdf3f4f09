/** What the confirm popover shows as the place that will be opened: a host in letters that look like others is spelled out. */
export function realTarget(target: string): string {
  try {
    return new URL(target).href
  } catch {
    return target
  }
}

/** The host that a link leads to, without `www.`; undefined for what is no address of the web. */
export function linkHost(target: string): string | undefined {
  try {
    const { host } = new URL(target)
    return host === '' ? undefined : host.replace(/^www\./, '')
  } catch {
    return undefined
  }
}
