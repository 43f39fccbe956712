// Large messages that stop just before their end, on many connections of each door: all together they stay bounded.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { range } from '../support/inbox.js'
import { logOf, registered, roomWith } from '../support/people.js'
import { frame, handMade, handMadeSocketIo, tcp } from '../support/raw-socket.js'
import { startServer } from '../support/server.js'
import type { Socket } from 'node:net'

const MIB = 1024 * 1024
const ATTACHMENT = 2 * MIB
/** Bytes of the largest message, in base64. */
const LARGEST = Math.ceil(ATTACHMENT / 3) * 4 + 64 * 1024
/** Bytes that always fit, whatever the bound: one message of the largest size, as it comes, as text and as bytes. */
const BEARABLE = 3 * LARGEST
const CONNECTIONS = 14
const server = await startServer({
  env: { MAX_ATTACHMENT_BYTES: String(ATTACHMENT), MAX_HELD_BYTES: String(MIB) },
})
const ann = await registered(server, 'ann')
const room = await roomWith(ann)
const bystander = await bystanderIn(server)

/** A frame of which all but the end comes. */
const half = frame('x'.repeat(MIB)).subarray(0, MIB)

const websocket = async () => {
  const socket = await handMade(server, room, ann.token)
  socket.write(half)
  return socket
}

const fragments = async () => {
  const socket = await handMade(server, room, ann.token)
  socket.write(frame('x'.repeat(MIB), { fin: false }))
  return socket
}

const socketIo = async () => {
  const socket = await handMadeSocketIo(server, room, ann.token)
  socket.write(half)
  return socket
}

const http = (length: string) => async () => {
  const socket = tcp(server)
  socket.write(
    `POST /send-message/${room} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n` +
      `Content-Type: application/json\r\n${length}\r\n\r\n`,
  )
  socket.write(length.startsWith('T') ? `100001\r\n${'x'.repeat(MIB)}` : 'x'.repeat(MIB))
  return socket
}

describe('messages that stop half-way', () => {
  it.each<[string, () => Promise<Socket>, number]>([
    ['frames of plain WebSockets', websocket, MIB],
    ['fragments of plain WebSockets', fragments, MIB],
    ['packets of Socket.IO', socketIo, MIB],
    ['bodies with a length', http(`Content-Length: ${2 * MIB}`), 2 * MIB],
    ['bodies in chunks', http('Transfer-Encoding: chunked'), LARGEST],
  ])(
    'as %s are given up beyond MAX_HELD_BYTES, and no more of them than needed',
    async (_, open, announced) => {
      const bearable = Math.floor(BEARABLE / announced)
      const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, open))
      const refused = new Set<Socket>()
      for (const socket of sockets)
        socket.on('data', (data) => data.includes('HTTP/1.1 503') && refused.add(socket))
      // Some may have ended while the others came.
      const ended = () => sockets.filter((socket) => socket.destroyed || refused.has(socket)).length
      await expect.poll(ended).toBeGreaterThanOrEqual(CONNECTIONS - bearable)
      await pause(1200)
      expect(CONNECTIONS - ended()).toBeGreaterThanOrEqual(bearable - 1)
      for (const socket of sockets) socket.destroy()
      await expectServed(bystander)
    },
  )

  it('that trickle in give way to one that comes at a usual pace', async () => {
    const bob = await registered(server, 'bob')
    const place = await roomWith(bob)
    const slow = await Promise.all(range(1, 6).map(() => handMade(server, place, bob.token)))
    const drops = slow.map((socket) => {
      socket.resume().write(frame('x'.repeat(2 * MIB)).subarray(0, 1000))
      return setInterval(() => socket.write('x'), 200)
    })
    await pause(4000)
    const client = await LIVE_DOORS[0]!.connect(server, bob.token, place)
    const content = Buffer.alloc(1.5 * MIB, 'text ').toString('base64')
    const attachment = { type: 'document', filename: 'a.txt', content }
    expect(await client.send({ type: 'attachment', attachment })).toMatchObject({ ok: true })
    drops.forEach(clearInterval)
    slow.forEach((socket) => socket.destroy())
    await client.close()
    await expectServed(bystander)
  })

  it('may take their time when there is only one, though it is larger than all together may be', async () => {
    const small = await startServer({ env: { MAX_HELD_BYTES: String(MIB) } })
    const bob = await registered(small, 'bob')
    const place = await roomWith(bob)
    const content = Buffer.alloc(2 * MIB, 'text ').toString('base64')
    const attachment = { type: 'document', filename: 'a.txt', content }
    const whole = frame(JSON.stringify({ type: 'attachment', attachment }))
    const socket = await handMade(small, place, bob.token)
    socket.resume().write(whole.subarray(0, 2 * MIB))
    // Longer than from one look to the next.
    await pause(1200)
    socket.write(whole.subarray(2 * MIB))
    await expect.poll(async () => (await logOf(bob, place)).length).toBe(2)
    socket.destroy()
    await small.stop()
  })

  it.each(DOORS)('do not keep whole ones from coming through $name', async (door) => {
    const client = await door.connect(server, ann.token, room)
    const content = Buffer.alloc(1.5 * MIB, 'text ').toString('base64')
    const before = (await logOf(ann, room)).length
    for (let nth = 1; nth <= 4; nth++)
      expect(
        await client.send({
          type: 'attachment',
          attachment: { type: 'document', filename: 'a.txt', content },
        }),
      ).toMatchObject({ ok: true, seq: before + nth })
    await client.close()
  })
})
