// Writes what was done in a lane as code that runs when it is pasted: curl, socket.io-client and WebSocket. Pure; no imports.

/** One thing that was done, in the order in which it was done. */
export type Step =
  | { do: 'connect'; afterSeq: number | undefined; log?: string | undefined }
  /** `text` is what was sent, as it was. */
  | { do: 'send'; text: string }
  | { do: 'drop' }
  | { do: 'enter' | 'leave' }

export interface Done {
  /** `http://host:port`, and the path below which a proxy has put it */
  server: string
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
function connected(steps: readonly Step[]): readonly Step[] {
  const entered = steps.findIndex((step) => step.do !== 'enter')
  const place = entered === -1 ? steps.length : entered
  return steps[place]?.do === 'connect'
    ? steps
    : steps.toSpliced(place, 0, { do: 'connect', afterSeq: undefined })
}

function curl({ server, room, token, steps }: Done): string {
  const name = encodeURIComponent(room)
  const lines = steps.flatMap((step) => {
    if (step.do === 'send')
      return [
        `# Send`,
        `curl -sS -X POST ${quoted(`${server}/send-message/${name}`)} \\`,
        `  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\`,
        `  --data-binary ${quoted(step.text)}`,
        `echo`,
      ]
    if (step.do === 'connect' && step.afterSeq !== undefined)
      return [
        `# Everything after ${step.afterSeq} (100 at most; has_more says whether there is more)`,
        `curl -sS ${quoted(`${server}/chatroom/${name}/messages?after_seq=${step.afterSeq}${step.log ? `&log=${step.log}` : ''}&limit=100`)} \\`,
        `  -H "Authorization: Bearer $TOKEN"`,
        `echo`,
      ]
    if (step.do === 'enter' || step.do === 'leave')
      return [
        `# ${step.do === 'enter' ? 'Enter' : 'Leave'}`,
        `curl -sS -X POST ${quoted(server + membershipPath(step.do, room))} -H "Authorization: Bearer $TOKEN"`,
        `echo`,
      ]
    return []
  })
  return [`TOKEN=${quoted(token)}`, ...lines].join('\n') + '\n'
}

/** Each step as a statement. */
function statements({ steps, room }: Done, send: (body: string) => string, drop: string): string {
  let first = true
  const lines = connected(steps).map((step) => {
    if (step.do === 'send') return `console.log('answer', await ${send(bodyOf(step.text))})`
    if (step.do === 'drop') return drop
    if (step.do !== 'connect') return `await post(${literal(membershipPath(step.do, room))})`
    const position = step.afterSeq === undefined ? [] : [step.afterSeq, ...(step.log ? [step.log] : [])]
    const call = `await connect(${position.map(literal).join(', ')})`
    const line = first ? `let room = ${call}` : `room = ${call}`
    first = false
    return line
  })
  return lines.join('\n')
}

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

function socketIo(done: Done): string {
  const { server, room, token } = done
  const { origin, pathname } = new URL(server)
  const address = `${origin}/send-message/${encodeURIComponent(room)}`
  const path = pathname === '/' ? '' : `path: ${literal(`${pathname}/socket.io`)}, `
  return `// npm install socket.io-client, save as chat.mjs, node chat.mjs
import { io } from 'socket.io-client'

const token = ${literal(token)}

/** Resolves when the server has let us in; replays what follows after_seq in that log. */
function connect(after_seq, log) {
  return new Promise((resolve, reject) => {
    const room = io(${literal(address)}, { ${path}auth: { token, after_seq, log }, forceNew: true })
    room.on('ready', (ready) => {
      console.log('ready', ready)
      resolve(room)
    })
    room.on('message', (message) => console.log('message', message))
    room.on('closing', (why) => console.log('closing', why))
    room.on('connect_error', (error) => reject(new Error(error.data?.detail ?? error.message)))
  })
}
${poster(done)}
${statements(done, (body) => `room.emitWithAck('message', ${body})`, 'room.disconnect()')}
`
}

function webSocket(done: Done): string {
  const { server, room, token } = done
  const address = `${server.replace(/^http/, 'ws')}/send-message/${encodeURIComponent(room)}`
  return `// In a browser’s console on this site; or save as chat.mjs, node chat.mjs (before Node 22: npm install ws)
const Socket = globalThis.WebSocket ?? (await import('ws')).WebSocket
const token = ${literal(token)}
const answers = []

/** Resolves when the server has let us in; replays what follows after_seq in that log. */
function connect(after_seq, log) {
  return new Promise((resolve, reject) => {
    const query = (after_seq === undefined ? '' : '?after_seq=' + after_seq) + (log ? '&log=' + log : '')
    const room = new Socket(${literal(address)} + query)
    room.onopen = () => room.send(JSON.stringify({ type: 'auth', token }))
    room.onmessage = ({ data }) => {
      const frame = JSON.parse(data)
      if (frame.type === 'ack' || (frame.type === 'error' && answers.length > 0)) return answers.shift()(frame)
      console.log(frame.type === 'ready' || frame.type === 'error' ? frame.type : 'message', frame)
      if (frame.type === 'ready') resolve(room)
    }
    room.onclose = ({ code, reason }) => {
      console.log('closed', code, reason)
      reject(new Error(reason))
    }
  })
}

/** Resolves with the ack or the error. */
function send(room, body) {
  room.send(typeof body === 'string' ? body : JSON.stringify(body))
  return new Promise((resolve) => answers.push(resolve))
}
${poster(done)}
${statements(done, (body) => `send(room, ${body})`, 'room.close()')}
`
}

/** What was done, in `language`. */
export function snippet(language: Language, done: Done): string {
  if (language === 'curl') return curl(done)
  return language === 'WebSocket' ? webSocket(done) : socketIo(done)
}
