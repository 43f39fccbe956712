// Writes what was done in a lane as code that runs when it is pasted: curl, socket.io-client and WebSocket. Pure.
import type { InboxAddress, RoomAddress } from './link'
import { requestOf } from './requests'

/** One thing that was done, in the order in which it was done. */
export type Step =
  | { do: 'connect'; at: RoomAddress | InboxAddress }
  /** `text` is what was sent, as it was. */
  | { do: 'send'; text: string }
  | { do: 'drop' }
  | { do: 'enter'; room: string }
  | { do: 'leave'; room: string }

export interface Done {
  /** `http://host:port`, and the path below which a proxy has put it */
  server: string
  /** The room that is looked at. */
  room: string
  token: string
  steps: readonly Step[]
}

export const LANGUAGES = ['curl', 'socket.io-client', 'WebSocket'] as const
export type Language = (typeof LANGUAGES)[number]

/** As one word of a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const literal = (value: unknown): string => JSON.stringify(value)

/** What is JSON stands in JavaScript as it is; anything else as a string. */
function bodyOf(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return literal(text)
  }
}

const membershipPath = (verb: 'enter' | 'leave', room: string): string =>
  `/${verb}-chatroom/${encodeURIComponent(room)}`

/** Without a connection there is nothing to send on; what was done over HTTP has none. */
function connected({ steps, room }: Done): readonly Step[] {
  const entered = steps.findIndex((step) => step.do !== 'enter')
  const place = entered === -1 ? steps.length : entered
  return steps[place]?.do === 'connect'
    ? steps
    : steps.toSpliced(place, 0, { do: 'connect', at: { room, afterSeq: undefined, log: undefined } })
}

/** What an inbox sends says which room it is for; an address of a room says it itself. */
function addressed(text: string, room: string): { event: string; room: string; text: string } {
  const { event, body } = requestOf(text)
  if (typeof body !== 'object' || body === null) return { event, room, text }
  const { chatroom, ...rest } = body as { chatroom?: unknown }
  const named = typeof chatroom === 'string' ? chatroom : room
  return { event, room: named, text: chatroom === undefined && event === 'message' ? text : literal(rest) }
}

const AUTHORIZATION = `-H "Authorization: Bearer $TOKEN"`
const JSON_BODY = `-H 'Content-Type: application/json'`

/** What a step is over HTTP. */
function asCurl(step: Step, { server, room: shown }: Done): string[] {
  if (step.do === 'send') {
    const { event, room, text } = addressed(step.text, shown)
    const name = encodeURIComponent(room)
    const [title, request] =
      event === 'mark'
        ? ['Mark', `PUT ${quoted(`${server}/chatroom/${name}/marks`)}`]
        : ['Send', `POST ${quoted(`${server}/send-message/${name}`)}`]
    if (event !== 'mark' && event !== 'message') return [`# ${event}: over a socket only`]
    return [
      `# ${title}`,
      `curl -sS -X ${request} \\`,
      `  ${AUTHORIZATION} ${JSON_BODY} \\`,
      `  --data-binary ${quoted(text)}`,
      `echo`,
    ]
  }
  if (step.do === 'enter' || step.do === 'leave')
    return [
      `# ${step.do === 'enter' ? 'Enter' : 'Leave'}`,
      `curl -sS -X POST ${quoted(server + membershipPath(step.do, step.room))} ${AUTHORIZATION}`,
      `echo`,
    ]
  if (step.do !== 'connect') return []
  if ('after' in step.at)
    return [
      '# All rooms, latest activity first',
      `curl -sS ${quoted(`${server}/inbox`)} ${AUTHORIZATION}`,
      'echo',
    ]
  const { room, afterSeq, log } = step.at
  if (afterSeq === undefined) return []
  const query = `after_seq=${afterSeq}${log ? `&log=${log}` : ''}&limit=100`
  return [
    `# Everything after ${afterSeq} (100 at most; has_more says whether there is more)`,
    `curl -sS ${quoted(`${server}/chatroom/${encodeURIComponent(room)}/messages?${query}`)} \\`,
    `  ${AUTHORIZATION}`,
    `echo`,
  ]
}

const curl = (done: Done): string =>
  [`TOKEN=${quoted(done.token)}`, ...done.steps.flatMap((step) => asCurl(step, done))].join('\n') + '\n'

/** Each step as a statement. @param send the call that sends a text */
function statements(done: Done, send: (text: string) => string, drop: string): string {
  let first = true
  const lines = connected(done).map((step) => {
    if (step.do === 'send') return send(step.text)
    if (step.do === 'drop') return drop
    if (step.do === 'enter' || step.do === 'leave')
      return `await post(${literal(membershipPath(step.do, step.room))})`
    const line = `${first ? 'let room' : 'room'} = ${call(step.at)}`
    first = false
    return line
  })
  return lines.join('\n')
}

/** The call of what connects. */
function call(at: RoomAddress | InboxAddress): string {
  if ('after' in at) return `await openInbox(${literal(at.after)})`
  const position = at.afterSeq === undefined ? [] : [at.afterSeq, ...(at.log ? [at.log] : [])]
  return `await connect(${[at.room, ...position].map(literal).join(', ')})`
}

const opensInbox = ({ steps }: Done): boolean =>
  steps.some((step) => step.do === 'connect' && 'after' in step.at)
const opensRoom = (done: Done): boolean =>
  connected(done).some((step) => step.do === 'connect' && 'room' in step.at)

/** What enters and leaves, if anybody did. */
const poster = ({ server, steps }: Done): string =>
  steps.some((step) => step.do === 'enter' || step.do === 'leave')
    ? `
async function post(path) {
  const headers = { Authorization: \`Bearer \${token}\` }
  const answer = await fetch(${literal(server)} + path, { method: 'POST', headers })
  console.log(path, answer.status)
}
`
    : ''

/** The options of `io`: where Socket.IO is, and who connects. */
function ioOptions(server: string, auth: string): string {
  const { pathname } = new URL(server)
  const path = pathname === '/' ? '' : `path: ${literal(`${pathname}/socket.io`)}, `
  return `{ ${path}auth: { ${auth} }, forceNew: true }`
}

const ioRoom = (server: string): string => `
/** Resolves when the server has let us in; replays what follows after_seq in that log. */
function connect(name, after_seq, log) {
  return new Promise((resolve, reject) => {
    const address = ${literal(`${new URL(server).origin}/send-message/`)} + encodeURIComponent(name)
    const room = io(address, ${ioOptions(server, 'token, after_seq, log')})
    room.onAny((event, body) => console.log(event, body))
    room.on('ready', () => resolve(room))
    room.on('connect_error', (error) => reject(new Error(error.data?.detail ?? error.message)))
  })
}
`

const ioInbox = (server: string): string => `
/** Resolves when all rooms have what they lack: \`after\` is the last seq that we have of each. */
function openInbox(after) {
  return new Promise((resolve, reject) => {
    const inbox = io(${literal(`${new URL(server).origin}/inbox`)}, ${ioOptions(server, 'token')})
    inbox.onAny((event, body) => console.log(event, body))
    inbox.on('ready', () =>
      inbox.emit('sync', { after }, ({ error }) => (error ? reject(new Error(error.detail)) : resolve(inbox))),
    )
    inbox.on('connect_error', (error) => reject(new Error(error.data?.detail ?? error.message)))
  })
}
`

function socketIo(done: Done): string {
  const { server, token } = done
  const send = (text: string) => {
    const { event, body } = requestOf(text)
    const said = event === 'message' ? bodyOf(text) : literal(body)
    return `console.log('answer', await room.emitWithAck(${literal(event)}, ${said}))`
  }
  return `// npm install socket.io-client, save as chat.mjs, node chat.mjs
import { io } from 'socket.io-client'

const token = ${literal(token)}
${opensRoom(done) ? ioRoom(server) : ''}${opensInbox(done) ? ioInbox(server) : ''}${poster(done)}
${statements(done, send, 'room.disconnect()')}
`
}

const wsRoom = (server: string): string => `
/** Resolves when the server has let us in; replays what follows after_seq in that log. */
function connect(name, after_seq, log) {
  const query = (after_seq === undefined ? '' : '?after_seq=' + after_seq) + (log ? '&log=' + log : '')
  return open(${literal(`${server.replace(/^http/, 'ws')}/send-message/`)} + encodeURIComponent(name) + query)
}
`

const wsInbox = (server: string): string => `
/** Resolves when all rooms have what they lack: \`after\` is the last seq that we have of each. */
async function openInbox(after) {
  const inbox = await open(${literal(`${server.replace(/^http/, 'ws')}/inbox`)})
  console.log('answer', await send(inbox, { type: 'sync', after }))
  return inbox
}
`

function webSocket(done: Done): string {
  const { server, token } = done
  const said = (text: string) => {
    const { answer } = requestOf(text)
    if (answer === undefined) return `room.send(JSON.stringify(${bodyOf(text)}))`
    return `console.log('answer', await send(room, ${bodyOf(text)}))`
  }
  return `// In a browser’s console on this site; or save as chat.mjs, node chat.mjs (before Node 22: npm install ws)
const Socket = globalThis.WebSocket ?? (await import('ws')).WebSocket
const token = ${literal(token)}
const answers = []

function open(address) {
  return new Promise((resolve, reject) => {
    const socket = new Socket(address)
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token }))
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data)
      const answers_us = ['ack', 'marked', 'synced', 'error'].includes(frame.type)
      if (answers_us && answers.length > 0) return answers.shift()(frame)
      console.log(frame.type, frame)
      if (frame.type === 'ready') resolve(socket)
    }
    socket.onclose = ({ code, reason }) => {
      console.log('closed', code, reason)
      reject(new Error(reason))
    }
  })
}
${opensRoom(done) ? wsRoom(server) : ''}${opensInbox(done) ? wsInbox(server) : ''}
/** Resolves with what answers it. */
function send(socket, body) {
  socket.send(typeof body === 'string' ? body : JSON.stringify(body))
  return new Promise((resolve) => answers.push(resolve))
}
${poster(done)}
${statements(done, said, 'room.close()')}
`
}

/** What was done, in `language`. */
export function snippet(language: Language, done: Done): string {
  if (language === 'curl') return curl(done)
  return language === 'WebSocket' ? webSocket(done) : socketIo(done)
}
