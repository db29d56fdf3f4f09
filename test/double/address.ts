/**
 * Chromium alone has no custom schemes with privileges, so `app://gezi/x` is shown as `https://gezi.app.double.test/x`: a secure context
 * with an origin of its own, on which the Content-Security-Policy is live.
 */
const SUFFIX = 'double.test'

export function toBrowser(address: string, schemes: ReadonlySet<string>): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address) ?? []
  return schemes.has(scheme) ? `https://${host}.${scheme}.${SUFFIX}${rest}` : address
}

export function toApp(address: string): string {
  const [, host = '', scheme = '', rest = ''] =
    /^https:\/\/(.+)\.([a-z][a-z0-9+-]*)\.double\.test(.*)$/i.exec(address) ?? []
  return scheme === '' ? address : `${scheme}://${host}${rest}`
}

/** As Electron states the origin of a frame. */
export const originOf = (address: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(toApp(address))?.[0] ?? 'null'
