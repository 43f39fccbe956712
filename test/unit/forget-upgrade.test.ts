// Which of a connection's listeners is taken away, with the Engine.IO that is installed.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { WebSocket } from 'ws'
import { expect, it } from 'vitest'
import { forgetUpgrade } from '../../src/messaging/engine-connection.js'

const closing = ({ socket }: IncomingMessage) => socket.rawListeners('close') as (() => void)[]

it('takes from an upgraded connection the listener that speaks for its response, and no other', async () => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const io = new Server(http)
  const taken = new Promise<[(() => void)[], NodeJS.EventEmitter]>((resolve) => {
    io.engine.use((request: IncomingMessage, response: NodeJS.EventEmitter, next: () => void) => {
      const before = closing(request)
      forgetUpgrade(request, response, next)
      const after = closing(request)
      resolve([before.filter((each) => !after.includes(each)), response])
    })
  })
  const { port } = http.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  // It may be ended before it is open.
  client.on('error', () => undefined)
  try {
    const [listeners, response] = await taken
    let ends = 0
    response.on('close', () => ends++)
    for (const listener of listeners) listener()
    expect([listeners.length, ends]).toEqual([1, 1])
  } finally {
    client.terminate()
    await io.close()
  }
})
