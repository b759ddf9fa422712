import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A network in front of a server: what goes through takes as long as on that network. */
export type Link = {
  /** Bits a second, for all connections together, each way. */
  down: number
  up: number
  /** There and back, ms. */
  roundTrip: number
}

/** Small enough that connections share the link, as packets do. */
const pieceBytes = 1460

/**
 * A TCP proxy with the delay and the width of a slow link. Everything that a browser does goes
 * through it, its service worker too, which DevTools' own throttling leaves out. A connection costs
 * one round trip to open. Slow start, loss and TLS are not part of it.
 */
export async function slowLink(port: number, { down, up, roundTrip }: Link) {
  const sockets = new Set<Socket>()
  let carried = 0
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => near.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    const opened = performance.now() + roundTrip
    carry(near, far, upward, opened)
    carry(far, near, downward, opened)
  })
  /** When each direction is free again. */
  const upward = { bits: up, free: 0 }
  const downward = { bits: down, free: 0 }

  function carry(from: Socket, to: Socket, way: typeof upward, opened: number): void {
    let pending = 0
    from.on('data', (chunk: Buffer) => {
      carried += chunk.length
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes)
        way.free = Math.max(way.free, performance.now(), opened) + (piece.length * 8000) / way.bits
        pending += 1
        // As a link does, only so much is under way; the rest waits at its sender.
        if (pending > 40) from.pause()
        setTimeout(
          () => {
            to.write(piece)
            pending -= 1
            if (pending < 20) from.resume()
          },
          way.free + roundTrip / 2 - performance.now(),
        )
      }
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    /** Bytes that have gone through, both ways, headers included. */
    carried: () => carried,
    close(): void {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
