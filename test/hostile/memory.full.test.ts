// Whoever makes the server keep something for them: frames that stop, packets that wait, answers and files that nobody reads. A
// node in half a gigabyte survives each, and serves somebody else meanwhile.
import type { Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { pause, range } from '../support/inbox.js'
import { effectOn, expectBearable, SMALL_CONTAINER, type Effect } from '../support/memory.js'
import { crowd, must, registered, roomWith } from '../support/people.js'
import { EnginePackets, frame, handMade, handMadeSocketIo, tcp, upgrade } from '../support/raw-socket.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { MessagePage } from '../support/wire.js'

const FULL = process.env['HOSTILE'] === 'full'
const MIB = 1024 * 1024
/** Bytes of the largest message, as it comes in a frame. */
const LARGEST = 21 * MIB

const server = await startServer({ env: { ...SMALL_CONTAINER, RATE_LIMITS: 'on' } })
const ann = await registered(server, 'ann')
const bob = await registered(server, 'bob')
const room = await roomWith(ann)
const bystander = await bystanderIn(server)
const open: Socket[] = []
afterAll(() => open.forEach((socket) => socket.destroy()))

const opened = <S extends Socket>(socket: S): S => {
  open.push(socket)
  socket.resume()
  return socket
}

/** Fails unless the server bore it, and serves others once it is over. */
async function expectSurvived(effect: Effect, what: string): Promise<void> {
  expectBearable(effect, what)
  for (const socket of open.splice(0)) socket.destroy()
  // Hundreds of connections are gone at once: the server has to notice first.
  await pause(FULL ? 2000 : 200)
  await expectServed(bystander)
}

/** All but the end of a largest frame, or as much of it as the server takes. */
async function pushHalf(socket: Socket, whole: Buffer): Promise<void> {
  const part = whole.subarray(0, 20 * MIB)
  for (let sent = 0; sent < part.length && !socket.destroyed; sent += MIB) {
    if (!socket.write(part.subarray(sent, sent + MIB)))
      await Promise.race([new Promise((drained) => socket.once('drain', drained)), pause(500)])
  }
}

const large = frame('x'.repeat(LARGEST))

describe('half a message', () => {
  it('of nobody known, on transports that probe for an upgrade, is not kept', async () => {
    const handshake = async () => {
      const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)
      return JSON.parse((await answer.text()).slice(1)) as { sid: string }
    }
    const probe = async () => {
      const { sid } = await handshake()
      const socket = opened(tcp(server))
      socket.write(upgrade(`/socket.io/?EIO=4&transport=websocket&sid=${sid}`))
      await pause(50)
      await pushHalf(socket, large)
    }
    const effect = await effectOn(bystander, async () => {
      await Promise.all(range(1, FULL ? 60 : 12).map(probe))
      await pause(1000)
    })
    await expectSurvived(effect, 'probing transports')
  })

  it('on twenty upgrades of one session is not kept', async () => {
    const answer = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)
    const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string }
    const effect = await effectOn(bystander, async () => {
      await Promise.all(
        range(1, 20).map(async () => {
          const socket = opened(tcp(server))
          socket.write(upgrade(`/socket.io/?EIO=4&transport=websocket&sid=${sid}`))
          await pause(50)
          await pushHalf(socket, large)
        }),
      )
    })
    await expectSurvived(effect, 'upgrades of one session')
  })

  it.each([
    ['plain WebSockets', handMade],
    ['Socket.IO', handMadeSocketIo],
  ])('of a member, on many connections over %s, is bounded', async (name, connect) => {
    const effect = await effectOn(bystander, async () => {
      await Promise.all(
        range(1, FULL ? 40 : 10).map(async () =>
          pushHalf(opened(await connect(server, room, ann.token)), large),
        ),
      )
      await pause(1000)
    })
    await expectSurvived(effect, `half frames over ${name}`)
  })

  it('of many members, whose shares are more than all of it, is bounded', async () => {
    const members = await crowd(server, FULL ? 40 : 8)
    const rooms = await Promise.all(members.map((member) => roomWith(member)))
    const sockets = await Promise.all(
      members.map(async ({ token }, nth) => opened(await handMade(server, rooms[nth]!, token))),
    )
    const effect = await effectOn(bystander, async () => {
      await Promise.all(sockets.map((socket) => pushHalf(socket, large)))
      await pause(1000)
    })
    await expectSurvived(effect, 'half frames of many')
  })
})

describe('a message of 21 MiB that is all structure', () => {
  const bombs = {
    objects: `{"type":"text","message":[${'{},'.repeat(7 * MIB).slice(0, -1)}]}`,
    lists: `{"type":"text","message":${'['.repeat(20 * MIB)}`,
    fields: `{"type":"text",${range(1, 1_500_000)
      .map((n) => `"k${n}":1`)
      .join(',')}}`,
  }
  const tried = Object.entries(bombs).slice(0, FULL ? undefined : 1)
  const post = (token: string, body: string) =>
    fetch(`${server.url}${at('/send-message', room)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    }).then(({ status }) => status)

  it.each(tried)('such as %s is refused over HTTP before it is parsed', async (name, bomb) => {
    const effect = await effectOn(bystander, async () => {
      expect(await post(ann.token, bomb)).toBe(400)
      // Nothing is read of who may not speak here: the answer may come before all has been sent.
      await expect(post(bob.token, bomb).catch(() => 403)).resolves.toBe(403)
    })
    await expectSurvived(effect, `${name} over HTTP`)
  })

  it.each(tried)('such as %s is refused over plain WebSockets', async (name, bomb) => {
    const socket = opened(await handMade(server, room, ann.token))
    const whole = frame(bomb)
    const effect = await effectOn(bystander, async () => {
      const answered = new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(data.toString('latin1'))),
      )
      socket.write(whole)
      expect(await answered).toContain('validation_failed')
    })
    await expectSurvived(effect, `${name} over plain WebSockets`)
  })

  it.each(tried)('such as %s is refused over Socket.IO, and the connection lives on', async (name, bomb) => {
    const engine = await inRoom()
    const effect = await effectOn(bystander, async () => {
      engine.send(`42/send-message/${room},7["message",${bomb}]`)
      expect(await engine.next(`43/send-message/${room},7`)).toContain('validation_failed')
    })
    engine.close()
    await expectSurvived(effect, `${name} over Socket.IO`)
  })

  async function inRoom(): Promise<EnginePackets> {
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`40/send-message/${room},${JSON.stringify({ token: ann.token })}`)
    await engine.next(`42/send-message/${room},["ready"`)
    return engine
  }

  it('such as a million packets in one long poll closes the connection', async () => {
    const path = '/socket.io/?EIO=4&transport=polling'
    const { sid } = JSON.parse((await (await fetch(`${server.url}${path}`)).text()).slice(1)) as {
      sid: string
    }
    const send = (body: string) =>
      fetch(`${server.url}${path}&sid=${sid}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body,
      })
    const poll = async () => (await fetch(`${server.url}${path}&sid=${sid}`)).text()
    await send(`40/send-message/${room},${JSON.stringify({ token: ann.token })}`)
    // With the namespace, or in the next poll.
    if (!(await poll()).includes('"ready"')) expect(await poll()).toContain('"ready"')
    const effect = await effectOn(bystander, async () => {
      await send('3\x1e'.repeat(10 * MIB).slice(0, -1))
      expect((await fetch(`${server.url}${path}&sid=${sid}`)).status).toBe(400)
    })
    await expectSurvived(effect, 'ten million packets in a poll')
  })

  it.each([
    [
      'ten attachments',
      `4510-/send-message/NAME,["message",{"type":"attachment","attachment":{"_placeholder":true,"num":0}}]`,
    ],
    [
      'an attachment and 20 MiB of text',
      `451-/send-message/NAME,["message",{"a":"${'x'.repeat(20 * MIB)}","b":{"_placeholder":true,"num":0}}]`,
    ],
  ])('such as a packet that announces %s is not waited for', async (_, packet) => {
    const engine = await inRoom()
    engine.send(packet.replace('NAME', room))
    expect(await Promise.race([engine.closed, pause(5000)])).toBe('closed')
  })
})

describe('answers that nobody reads', () => {
  it('to requests that are sent ahead wait for each other, and are bounded', async () => {
    const full = await roomWith(ann)
    for (const nth of range(1, 100))
      must(
        await ann.api.post(at('/send-message', full), {
          type: 'text',
          message: `${nth}${'\u00e4'.repeat(4000)}`,
        }),
        201,
      )
    const page = `GET /chatroom/${full}/messages?limit=100 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`
    const effect = await effectOn(bystander, async () => {
      for (const _ of range(1, FULL ? 200 : 40)) {
        const socket = tcp(server)
        open.push(socket)
        socket.write(page.repeat(15))
      }
      await pause(FULL ? 8000 : 2000)
    })
    await expectSurvived(effect, 'pages sent ahead')
  })

  it('a connection with more than seventeen requests ahead is closed, and sixteen are answered in their order', async () => {
    const seen = async (count: number) => {
      const socket = tcp(server)
      const answers: string[] = []
      socket.on('data', (data) => answers.push(data.toString('latin1')))
      const request = (nth: number) =>
        `GET /nowhere-${nth} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`
      socket.write(range(1, count).map(request).join(''))
      await Promise.race([new Promise((closed) => socket.once('close', closed)), pause(1500)])
      const { destroyed } = socket
      socket.destroy()
      return { answers: answers.join('').split('HTTP/1.1 404').length - 1, destroyed }
    }
    expect(await seen(16)).toEqual({ answers: 16, destroyed: false })
    expect((await seen(40)).destroyed).toBe(true)
  })

  it('to downloads are bounded', async () => {
    const form = new FormData()
    form.append('file', new Blob([Buffer.alloc(8 * MIB, 7)]), 'f.bin')
    const upload = await fetch(`${server.url}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}` },
      body: form,
    })
    const { id } = (await upload.json()) as { id: string }
    const effect = await effectOn(bystander, async () => {
      for (const _ of range(1, FULL ? 1800 : 300)) {
        const socket = tcp(server)
        open.push(socket)
        socket.write(
          `GET /attachments/${id} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`,
        )
        if (open.length % 50 === 0) await pause(50)
      }
      await pause(FULL ? 15_000 : 2500)
    })
    await expectSurvived(effect, 'downloads')
  })

  it('to sockets that resume from the beginning are bounded', async () => {
    const full = await roomWith(ann)
    for (const nth of range(1, 60))
      must(
        await ann.api.post(at('/send-message', full), {
          type: 'text',
          message: `${nth}${'\u4e00'.repeat(4000)}`,
        }),
        201,
      )
    const effect = await effectOn(bystander, async () => {
      for (const _ of range(1, FULL ? 480 : 150)) {
        const socket = tcp(server)
        open.push(socket)
        socket.write(upgrade(`/send-message/${full}?after_seq=0`, `Authorization: Bearer ${ann.token}\r\n`))
        if (open.length % 50 === 0) await pause(20)
      }
      await pause(2500)
    })
    await expectSurvived(effect, 'resuming sockets')
    expect(
      must(await ann.api.get<MessagePage>(at('/chatroom', full, '/messages')), 200).messages,
    ).toHaveLength(50)
  })
})

describe('uploads that stop', () => {
  it('before a chunk is full are bounded', async () => {
    const effect = await effectOn(bystander, async () => {
      for (const _ of range(1, FULL ? 600 : 200)) {
        const socket = opened(tcp(server))
        socket.write(
          `POST /attachments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\nContent-Type: multipart/form-data; boundary=x\r\n` +
            `Content-Length: 1000000\r\n\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n`,
        )
        socket.write(Buffer.alloc(255 * 1024, 7))
      }
      await pause(2000)
    })
    await expectSurvived(effect, 'half uploads')
  })
})
