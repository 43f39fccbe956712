// What workers ask of each other: whose a connection is, an answer for somebody else's client, and measures as one text.
import { createServer, get, request, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { merged } from '../../src/workers/measures.js'
import { addressOf, forward, hearNeighbours } from '../../src/workers/neighbours.js'
import { nameOf, workerOf } from '../../src/workers/sids.js'
import { whenDone } from '../support/when-done.js'

/** A worker that answers with `answer`, and the port of another one that has nothing but this neighbour. */
async function neighbours(answer: RequestListener): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-neighbours-'))
  const listener = await hearNeighbours(createServer(answer), addressOf(folder, 1))
  const server = createServer((asked, response) =>
    forward(asked, response, addressOf(folder, 1), () => response.writeHead(404).end('nobody')),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  whenDone(() => {
    listener.close()
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })
  return (server.address() as AddressInfo).port
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of message.setEncoding('utf8')) text += piece as string
  return text
}

describe('a request that is a neighbour’s', () => {
  it('reaches it with its body and its headers, from where its client is, whatever those say', async () => {
    const port = await neighbours((asked, response) => {
      void textOf(asked).then((body) => {
        const { method, url, headers, socket } = asked
        response.writeHead(201, { 'Set-Cookie': ['a=1', 'b=2'] })
        response.end(
          JSON.stringify([method, url, body, headers['x-forwarded-for'], socket.remoteAddress, headers.host]),
        )
      })
    })
    const asked = request({
      port,
      method: 'POST',
      path: '/socket.io/?sid=1.a',
      headers: { 'X-Forwarded-For': '203.0.113.7', 'X-Real-Ip': '203.0.113.8', Host: 'chat.example.com' },
      localAddress: '127.0.0.1',
    })
    asked.write('one, ')
    asked.end('two')
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([201, ['a=1', 'b=2']])
    expect(JSON.parse(await textOf(answer))).toEqual([
      'POST',
      '/socket.io/?sid=1.a',
      'one, two',
      '203.0.113.7',
      '127.0.0.1',
      'chat.example.com',
    ])
  })

  it('ends there when its client does not wait any more', async () => {
    let waiting: IncomingMessage | undefined
    const port = await neighbours((awaited) => (waiting = awaited))
    const asked = get({ port, path: '/' })
    asked.on('error', () => undefined)
    await expect.poll(() => waiting).toBeDefined()
    asked.destroy()
    await expect.poll(() => waiting?.socket.destroyed).toBe(true)
  })

  it('is not answered as if all were well when the neighbour dies within its answer', async () => {
    const port = await neighbours((_, response) => {
      response.writeHead(200, { 'Content-Length': '10' })
      response.write('half', () => response.destroy())
    })
    const [answer] = (await once(get({ port, path: '/' }), 'response')) as [IncomingMessage]
    await expect(textOf(answer)).rejects.toThrow('aborted')
  })

  it('is left to who got it where there is no such neighbour', async () => {
    const server = createServer((asked, response) =>
      forward(asked, response, join(tmpdir(), 'no-such-neighbour'), () => response.writeHead(404).end()),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    whenDone(() => server.close())
    const { port } = server.address() as AddressInfo
    const [answer] = (await once(get({ port, path: '/' }), 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(404)
    answer.resume()
  })
})

describe('a `sid`', () => {
  const asking = (url: string) => ({ url }) as IncomingMessage

  it.each([
    ['/socket.io/?EIO=4&transport=polling&sid=2.abc', undefined, 2],
    ['/socket.io/?sid=12.a&EIO=4', undefined, 12],
    ['/socket.io/?sid=node-1.2.abc', 'node-1', 2],
    ['/socket.io/?sid=node-2.2.abc', 'node-1', undefined],
    ['/socket.io/?sid=2.abc', 'node-1', undefined],
    ['/socket.io/?sid=abc', undefined, undefined],
    ['/socket.io/?EIO=4', undefined, undefined],
    ['/socket.io/', undefined, undefined],
    ['/send-message/room?sid=2.abc', undefined, undefined],
  ])('in %s, of a node named %s, is of worker %s', (url, name, worker) => {
    expect(workerOf(asking(url), name)).toBe(worker)
  })

  it('is found again by the name that it was given', () => {
    for (const name of [undefined, 'node-1'])
      expect(workerOf(asking(`/socket.io/?sid=${nameOf(7, name)}.Ab-_9`), name)).toBe(7)
  })
})

it('measures of several workers stand together under one description', () => {
  const text = (worker: number) =>
    `# HELP a What a is.\n# TYPE a counter\na{worker="${worker}"} 1\n\n# HELP b What b is.\n# TYPE b gauge\nb{worker="${worker}"} 2\n`
  expect(merged([text(1), text(2)])).toBe(
    '# HELP a What a is.\n# TYPE a counter\na{worker="1"} 1\na{worker="2"} 1\n\n# HELP b What b is.\n# TYPE b gauge\nb{worker="1"} 2\nb{worker="2"} 2\n',
  )
  expect(merged([])).toBe('\n')
})
