// Behind the nginx of `deploy/`: many people at one address are spread over the nodes, and long polls stay where they began.
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { within } from '../support/inbox.js'
import { logOf, must, personOn, registered, roomWith, say } from '../support/people.js'
import { hasNginx, startNginx } from '../support/nginx.js'
import { at } from '../support/rest.js'
import type { Attachment, Message } from '../support/wire.js'

const CLIENTS = 20

describe.skipIf(!hasNginx())('behind nginx', async () => {
  const cluster = await startCluster({
    env: { TRUST_PROXY: '1' },
    envOf: { 0: { NODE_NAME: 'node1' }, 1: { NODE_NAME: 'node2' } },
  })
  const nginx = await startNginx(cluster.urls)
  const hosts = cluster.urls.map((url) => new URL(url).host)
  const ann = personOn(nginx, await registered(cluster.nodes[0]!, 'ann'))
  const room = await roomWith(ann)

  /** How many of the requests that match went to each node. */
  const counted = (pattern: RegExp): number[] => {
    const lines = nginx.lines.filter((line) => pattern.test(line))
    return hosts.map((host) => lines.filter((line) => line.endsWith(` ${host}`)).length)
  }
  /** How many of them went to the node that got fewer. A line is written when a request is over, a moment after the answer. */
  const fewest = async (pattern: RegExp): Promise<number> => {
    await expect.poll(() => counted(pattern).reduce((sum, each) => sum + each)).toBe(CLIENTS)
    return Math.min(...counted(pattern))
  }

  /** Clients of Socket.IO as they are shipped, and every complaint of theirs. */
  function clients(transports: string[]): { sockets: Socket[]; complaints: string[] } {
    const complaints: string[] = []
    const sockets = Array.from({ length: CLIENTS }, () => {
      const socket = io(`${nginx.url}${at('/send-message', room)}`, {
        auth: { token: ann.token },
        transports,
        forceNew: true,
      })
      socket.on('connect_error', (error) => complaints.push(`connect_error ${error.message}`))
      socket.on('disconnect', (reason) => complaints.push(`disconnect ${reason}`))
      return socket
    })
    return { sockets, complaints }
  }

  const collected = (socket: Socket): number[] => {
    const seqs: number[] = []
    socket.on('message', ({ seq }: Message) => seqs.push(seq))
    return seqs
  }

  const allReady = (sockets: Socket[]) =>
    within(
      15_000,
      'ready',
      Promise.all(sockets.map((each) => new Promise((done) => each.once('ready', done)))),
    )

  /** Everybody hears what is said now, and is heard. */
  async function converse(sockets: Socket[]): Promise<void> {
    await allReady(sockets)
    const heard = sockets.map(collected)
    const answers = await Promise.all(
      sockets.map((each, index) => each.emitWithAck('message', { type: 'text', message: `${index}` })),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
    const seqs = answers.map(({ seq }) => seq as number).toSorted((a, b) => a - b)
    for (const each of heard) await expect.poll(() => each.filter((seq) => seqs.includes(seq))).toEqual(seqs)
  }

  /** Once more, on connections that have stood for a while. */
  async function hearOn(sockets: Socket[]): Promise<void> {
    const heard = sockets.map(collected)
    const { seq } = await say(ann, room, 'still there?')
    for (const each of heard) await expect.poll(() => each).toEqual([seq])
  }

  it('plain WebSockets of one address are on both nodes', async () => {
    const sockets = Array.from(
      { length: CLIENTS },
      () =>
        new WebSocket(nginx.url.replace('http', 'ws') + at('/send-message', room), {
          headers: { authorization: `Bearer ${ann.token}` },
        }),
    )
    const ready = sockets.map((each) => new Promise((done) => each.once('message', done)))
    await within(15_000, 'ready', Promise.all(ready))
    for (const each of sockets) each.close()
    expect(await fewest(/^GET \/send-message\/\S+ 101 /)).toBeGreaterThanOrEqual(CLIENTS / 4)
  })

  it('requests are, too', async () => {
    for (let count = 0; count < CLIENTS; count++) await say(ann, room, `${count}`)
    expect(await fewest(/^POST \/send-message\//)).toBeGreaterThanOrEqual(CLIENTS / 4)
  })

  it.each([
    ['over WebSocket', ['websocket'], 'websocket'],
    ['over long polls', ['polling'], 'polling'],
    ['over long polls that become a WebSocket', ['polling', 'websocket'], 'websocket'],
  ])('Socket.IO %s is spread, and nothing fails', async (_, transports, atLast) => {
    const { sockets, complaints } = clients(transports)
    await converse(sockets)
    const transport = (socket: Socket) => socket.io.engine.transport.name
    await expect.poll(() => sockets.map(transport)).toEqual(sockets.map(() => atLast))
    const nodes = sockets.map((each) => each.io.engine.id!.split('.')[0])
    for (const name of ['node1', 'node2'])
      expect(nodes.filter((each) => each === name).length).toBeGreaterThanOrEqual(CLIENTS / 4)
    // Long enough for polls of their own to come and go.
    await pause(1000)
    await hearOn(sockets)
    expect(complaints).toEqual([])
    for (const each of sockets) each.off('disconnect').disconnect()
  })

  it('what is long and JSON is packed, what is a file is not', async () => {
    const packed = (path: string, headers: Record<string, string> = {}) =>
      fetch(nginx.url + path, { headers: { authorization: `Bearer ${ann.token}`, ...headers } })
    const list = await packed(at('/chatroom', room, '/messages?limit=100'))
    expect(list.headers.get('content-encoding')).toBe('gzip')
    const { messages } = (await list.json()) as { messages: Message[] }
    expect(messages.length).toBeGreaterThan(CLIENTS)
    const form = new FormData()
    form.append(
      'file',
      new Blob(['{"lunch":"noon"}'.repeat(1000)], { type: 'application/json' }),
      'lunch.json',
    )
    const file = must(
      await ann.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }),
      201,
    )
    const part = await packed(file.url, { range: 'bytes=100-1999' })
    expect([part.status, part.headers.get('content-encoding')]).toEqual([206, null])
    expect((await part.arrayBuffer()).byteLength).toBe(1900)
    const whole = await packed(file.url)
    expect(whole.headers.get('etag')).toBe(`"${file.sha256}"`)
    expect(whole.headers.get('content-encoding')).toBeNull()
    await whole.body?.cancel()
  })

  it('below a path everything is there, and the path without its slash leads to it', async () => {
    const below = await startNginx(cluster.urls, { prefix: '/chat' })
    const bob = personOn(below, ann)
    expect((await logOf(bob, room)).length).toBeGreaterThan(CLIENTS)
    const page = await fetch(below.url)
    expect([page.url, page.status]).toEqual([`${below.url}/`, 200])
    expect((await fetch(new URL('/', below.url))).status).toBe(404)
    const named = await roomWith(bob, [], { name: `Ännchen.von_Tharau-${Date.now()}-привет` })
    await say(bob, named, 'percent-encoded through a rewritten address')
    expect((await logOf(bob, named)).length).toBe(2)
  })

  it('a node that is lost takes its long polls along, and they come back on the other', async () => {
    const { sockets } = clients(['polling'])
    await allReady(sockets)
    await cluster.kill(1)
    const here = () =>
      sockets.filter((each) => each.connected && each.io.engine.id?.startsWith('node1.')).length
    await expect.poll(here, { timeout: 30_000 }).toBe(CLIENTS)
    for (const each of sockets) each.disconnect()
  })
})
