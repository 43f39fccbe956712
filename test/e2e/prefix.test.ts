// Below a path that a proxy takes away: every address that the server tells, and every door, leads through the proxy.
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import { within } from '../support/inbox.js'
import { must, registered, roomWith } from '../support/people.js'
import { bytesOf, canvas, upload } from '../support/pictures.js'
import { PrefixProxy } from '../support/prefix-proxy.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { Attachment, Me, Message, MessagePage } from '../support/wire.js'

const proxy = await PrefixProxy.start('/chat')
const server = await startServer({
  env: { PUBLIC_URL: `${proxy.url}/`, TRUST_PROXY: '1', CORS_ORIGINS: '*', NODE_NAME: 'node-1' },
})
proxy.leadTo(server.url)
const ann = await registered(server)
const room = await roomWith(ann)
const host = new URL(proxy.url).host

const get = (path: string, headers: Record<string, string> = {}) => fetch(proxy.url + path, { headers })

describe('with PUBLIC_URL', () => {
  it('says at the start where it is seen, and where it listens', () => {
    expect(server.stdout).toMatch(new RegExp(`^Listens +${server.url}$`, 'm'))
    expect(server.stdout).toMatch(new RegExp(`^API +${proxy.url}$`, 'm'))
    expect(server.stdout).toMatch(new RegExp(`^Swagger +${proxy.url}/docs$`, 'm'))
    expect(server.stdout).toContain(`ws://${host}/chat/send-message/{chatroom_name}`)
  })

  it('attachments have a whole address, through every door that names one', async () => {
    const form = new FormData()
    form.append('file', new Blob(['Lunch is at noon.']), 'lunch.txt')
    const file = must(
      await ann.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }),
      201,
    )
    expect(file.url).toBe(`${proxy.url}/attachments/${file.id}`)
    const body = { type: 'attachment', attachment: { id: file.id } }
    const said = must(await ann.api.post<Message>(at('/send-message', room), body), 201)
    const { messages } = must(await ann.api.get<MessagePage>(at('/chatroom', room, '/messages')), 200)
    for (const { attachment } of [said, messages.at(-1)!]) expect(attachment!.url).toBe(file.url)
    const answer = await fetch(file.url, { headers: { authorization: `Bearer ${ann.token}` } })
    expect(await answer.text()).toBe('Lunch is at noon.')
  })

  it('so do the pictures of people', async () => {
    const picture = must(await upload(ann, await bytesOf(canvas(9, 9).png())), 201)
    const { avatar_url } = must(await ann.api.patch<Me>('/auth/me', { avatar: picture.id }), 200)
    expect(avatar_url!.startsWith(`${proxy.url}/users/${ann.user.username}/avatar?v=`)).toBe(true)
    const answer = await fetch(avatar_url!, { headers: { authorization: `Bearer ${ann.token}` } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
    await answer.body?.cancel()
  })

  it('the documents name it as the server, and each page leads to the others', async () => {
    const openApi = (await (await get('/docs-json')).json()) as {
      servers: object[]
      info: { description: string }
    }
    expect(openApi.servers).toEqual([{ url: proxy.url, description: 'This server' }])
    expect(openApi.info.description).toContain(`(${proxy.url}/docs/sockets)`)
    const asyncApi = (await (await get('/docs/asyncapi.json')).json()) as { servers: Record<string, object> }
    expect(asyncApi.servers['plain']).toMatchObject({ host, pathname: '/chat', protocol: 'ws' })
    expect(asyncApi.servers['socketio']).toMatchObject({ host, pathname: '/chat/socket.io/', protocol: 'ws' })
    const sockets = await (await get('/docs/sockets')).text()
    expect(sockets).toContain(`new WebSocket(&#39;ws://${host}/chat/send-message/`)
    expect(sockets).toContain('path: &#39;/chat/socket.io&#39;')
    for (const page of ['/', '/console', '/docs', '/docs/sockets']) await expectToLeadOn(page)
  })

  it('its own pages may open sockets, whatever the proxy makes of Host', async () => {
    for (const transport of ['websocket', 'polling'])
      expect(await readyOverSocketIo(transport, proxy.origin)).toBe(room)
    const opened = new WebSocket(`${proxy.url.replace('http', 'ws')}${at('/send-message', room)}`, {
      headers: { authorization: `Bearer ${ann.token}`, origin: proxy.origin },
    })
    const ready = new Promise((resolve) =>
      opened.once('message', (data) => resolve(JSON.parse(String(data)))),
    )
    expect(await within(5000, 'ready', ready)).toMatchObject({ type: 'ready', chatroom: room })
    opened.terminate()
  })

  it('speaks for its path, not for the whole host', async () => {
    const { headers } = await get('/health/live', { 'x-forwarded-proto': 'https' })
    expect(headers.get('strict-transport-security')).toBeNull()
  })
})

it('with NODE_NAME a long poll says which node must get the next', async () => {
  const answer = await get('/socket.io/?EIO=4&transport=polling')
  expect(await answer.text()).toMatch(/"sid":"node-1\.[\w-]{20}"/)
})

it('CORS_ORIGINS=* lets everybody read, and nobody with credentials', async () => {
  const { headers } = await get('/health/live', { origin: 'https://anybody.example' })
  expect(headers.get('access-control-allow-origin')).toBe('https://anybody.example')
  expect(headers.get('access-control-allow-credentials')).toBeNull()
})

/** Every address in a page, resolved as a browser would, is there. */
async function expectToLeadOn(page: string): Promise<void> {
  const html = await (await get(page)).text()
  const addresses = [...html.matchAll(/(?:src|href)=["']([^"'#][^"']*)["']/g)].map(([, address]) => address!)
  expect(addresses.length, page).toBeGreaterThan(2)
  for (const address of addresses) {
    const answer = await fetch(new URL(address, proxy.url + page))
    expect([page, address, answer.status]).toEqual([page, address, 200])
    await answer.body?.cancel()
  }
}

function readyOverSocketIo(transport: string, origin: string): Promise<string> {
  const socket = io(`${proxy.origin}${at('/send-message', room)}`, {
    path: '/chat/socket.io',
    auth: { token: ann.token },
    transports: [transport],
    extraHeaders: { origin },
    reconnection: false,
    forceNew: true,
  })
  const ready = new Promise<string>((resolve, reject) => {
    socket.once('ready', ({ chatroom }: { chatroom: string }) => resolve(chatroom))
    socket.once('connect_error', reject)
  })
  return within(5000, 'ready', ready).finally(() => socket.disconnect())
}
