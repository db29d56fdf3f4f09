/**
 * What the confirm popover shows as the place that will be opened: a host in letters that look like others is spelled out. Undefined for
 * what looks like an address of the web and is none (`http://a:99999`): there is nothing to open.
 */
export function realTarget(target: string, type: 'web' | 'mail' | 'share'): string | undefined {
  if (type === 'share') return target
  return URL.parse(target)?.href
}

/** The host that a link leads to, without `www.`; undefined for what is no address of the web. */
export function linkHost(target: string): string | undefined {
  const host = URL.parse(target)?.host ?? ''
  return host === '' ? undefined : host.replace(/^www\./, '')
}
