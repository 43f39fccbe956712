// The balancer that stands before several nodes in production: each connection goes to the next node that takes it.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { whenDone } from './when-done.js'

/** One address for nodes that may be away, for the calling test. @param urls asked anew for each connection */
export async function balancerFor(urls: () => readonly string[]): Promise<{ url: string }> {
  let turn = 0
  const open = new Set<Socket>()
  const server: Server = createServer((near) => {
    open.add(near)
    near.on('error', () => undefined)
    near.on('close', () => open.delete(near))
    near.pause()
    const nodes = urls()
    const first = turn++
    tryNext(
      near,
      nodes.map((_, nth) => nodes[(first + nth) % nodes.length]!),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  whenDone(async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function tryNext(near: Socket, [node, ...others]: string[]): void {
  if (node === undefined) return void near.destroy()
  const { hostname, port } = new URL(node)
  const far = connect(Number(port), hostname)
  const fail = () => tryNext(near, others)
  far.once('error', fail)
  far.once('connect', () => {
    far.off('error', fail)
    far.on('error', () => undefined)
    far.on('close', () => near.destroy())
    near.on('close', () => far.destroy())
    far.pipe(near)
    near.pipe(far)
  })
}
