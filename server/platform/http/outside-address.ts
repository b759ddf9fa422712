import ipaddr from 'ipaddr.js'

/** What a setting lets us reach although it is inside: a host, or one port of a host. */
export type AllowedHost = { host: string; port: string | null }

/** The only part of IPv6 that is given out to the world (RFC 4291, IANA). */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/**
 * Whether an address belongs to the open internet. Told by what is allowed, not by what is
 * forbidden: private, loopback, link-local (clouds keep their keys there), shared, multicast and
 * reserved ranges are out, and so is every IPv6 form that carries an IPv4 address inside.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}

/** The host of a URL without the brackets of IPv6 and the dot that ends a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/**
 * Reads a list such as `sms.lan:8080, 10.0.0.5`.
 * @throws Error naming the entry that is no host
 */
export function readAllowedHosts(list: string): AllowedHost[] {
  return list.split(',').flatMap((entry) => {
    const text = entry.trim()
    if (text === '') return []
    const bare = ipaddr.IPv6.isValid(text) ? `[${text}]` : text
    const url = URL.parse(`http://${bare}`)
    if (!url || url.username || /[/?#@*\s]/.test(text)) throw new Error(`"${text}" is no host`)
    // Not the URL's, which swallows the usual port.
    const port = /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(bare)?.[1] ?? null
    return [{ host: hostOf(url), port }]
  })
}

/** Whether the list names this address's host, and its port where it names one. */
export function isAllowed(url: URL, allowed: AllowedHost[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allowed.some((each) => each.host === hostOf(url) && (each.port ?? port) === port)
}
