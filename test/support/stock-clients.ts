// Clients of Socket.IO as they are shipped: they come back by themselves or not at all. Nothing here helps them.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Manager } from 'socket.io-client'
import { range } from './inbox.js'
import type { Person } from './people.js'
import { whenDone } from './when-done.js'
import type { Message } from './wire.js'
import { isInstalled } from './installed.js'

/** What a client has heard in each of its rooms, all on one connection. */
export interface StockClient {
  name: string
  /** Every seq that came, as often as it came. */
  heard: Map<string, number[]>
  /** Codes of `closing`. */
  closings: number[]
  /** Refusals that the client does not come back from. */
  refusals: string[]
  /** How often it has been let into its first room. */
  entries: number
  stop(): void
}

export interface StockKind {
  name: string
  start(url: string, person: Person, rooms: string[]): StockClient
}

const empty = (name: string, rooms: string[]) => ({
  name,
  heard: new Map(rooms.map((room): [string, number[]] => [room, []])),
  closings: [] as number[],
  refusals: [] as string[],
  entries: 0,
})

function javaScript(name: string, transports: string[]): StockKind {
  return {
    name: `JavaScript, ${name}`,
    start(url, { token }, rooms) {
      const manager = new Manager(url, { transports })
      const stop = () => {
        manager.reconnection(false)
        manager.engine.close()
      }
      const client: StockClient = { ...empty(this.name, rooms), stop }
      for (const room of rooms) {
        const heard = client.heard.get(room)!
        const auth = (tell: (auth: object) => void) => tell({ token, after_seq: heard.at(-1) ?? 0 })
        const socket = manager.socket(`/send-message/${room}`, { auth })
        socket.on('message', ({ seq }: Message) => heard.push(seq))
        socket.on('closing', ({ code }: { code: number }) => client.closings.push(code))
        socket.on('connect_error', (error: Error & { data?: { code: string } }) => {
          if (!socket.active) client.refusals.push(error.data?.code ?? error.message)
        })
        if (room === rooms[0]) socket.on('connect', () => client.entries++)
      }
      whenDone(client.stop)
      return client
    },
  }
}

/** As browsers and programs start it. */
export const JAVASCRIPT: StockKind[] = [
  javaScript('WebSocket', ['websocket']),
  javaScript('polling', ['polling']),
  javaScript('polling that upgrades', ['polling', 'websocket']),
]

export const PYTHON_PROGRAM = '/usr/bin/python3'

/** Whether Debian's python3-socketio is there, with what it needs for both transports. */
export const hasPython = (): boolean =>
  isInstalled(PYTHON_PROGRAM, ['-c', 'import socketio, requests, websocket'], 'its clients are not tested')

type Line = { room: string } & ({ seq: number } | { closing: number } | { entered: true })

function python(name: string, transports: string[]): StockKind {
  return {
    name: `Python, ${name}`,
    start(url, { token }, rooms) {
      const script = fileURLToPath(new URL('stock_client.py', import.meta.url))
      const child = spawn(PYTHON_PROGRAM, [script, url, token, transports.join(), ...rooms], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const client: StockClient = { ...empty(this.name, rooms), stop: () => void child.kill('SIGKILL') }
      createInterface(child.stdout).on('line', (text) => {
        const line = JSON.parse(text) as Line
        if ('seq' in line) client.heard.get(line.room)!.push(line.seq)
        else if ('closing' in line) client.closings.push(line.closing)
        else if (line.room === rooms[0]) client.entries++
      })
      whenDone(client.stop)
      return client
    },
  }
}

export const PYTHON: StockKind[] = [
  python('WebSocket', ['websocket']),
  python('polling', ['polling']),
  python('polling that upgrades', ['polling', 'websocket']),
]

/** Which of 1 to `last` a client has not heard in a room. */
export const missing = ({ heard }: StockClient, room: string, last: number): number[] => {
  const seqs = new Set(heard.get(room))
  return range(1, last).filter((seq) => !seqs.has(seq))
}
