import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import pg from 'pg'

/** For tests: the database behind a connection that can be cut and mended. */
export async function throughProxy(url: string) {
  const { host, port: behind, user, password: secret, database: name } = new pg.Client(url)
  const target = host.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${behind}` }
    : { host, port: behind }
  const sockets = new Set<Socket>()
  const proxy = createTcpServer((from) => {
    const to = connect(target)
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    from.pipe(to).pipe(from)
  })
  const listen = (on: number) =>
    new Promise<void>((resolve) => proxy.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const { port } = proxy.address() as AddressInfo
  return {
    url: `postgresql://${user}:${encodeURIComponent(secret ?? '')}@127.0.0.1:${port}/${name}`,
    mend: () => listen(port),
    cut: () =>
      new Promise<void>((resolve) => {
        proxy.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
