/** A name or address of this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(\.\d+){3}$/.test(host) || host === '::1' || host === '[::1]'
}

/**
 * Why the way to a database cannot be trusted, null where it can: a socket or an address of this
 * machine, or TLS by which the server proves its name. (`require` alone encrypts for whoever
 * answers; what clients make of the modes between differs.)
 */
export function transportFault(url: string): string | null {
  if (!URL.canParse(url)) return 'is no address such as postgresql://user:password@host/database'
  const { hostname, searchParams } = new URL(url)
  const hosts = searchParams.getAll('host')
  const reached = hosts.length > 0 ? hosts : [decodeURIComponent(hostname)]
  if (reached.every((host) => host === '' || host.startsWith('/') || isLoopback(host))) return null
  const modes = searchParams.getAll('sslmode')
  if (modes.length > 0 && modes.every((mode) => mode === 'verify-full')) return null
  return 'leads to another machine: add ?sslmode=verify-full (and &sslrootcert=/path/ca.pem for an authority of your own), or say with NHIP_DATABASE_PLAIN=1 that nobody else can reach the network between'
}
