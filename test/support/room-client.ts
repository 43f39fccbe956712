// One interface to a chatroom, whichever way the messages travel.
import type { Server } from './server.js'
import type { Message, SendAnswer, User } from './wire.js'

export interface Ready {
  chatroom: string
  log: string
  last_seq: number
  user: User
}

/** How a connection ended: a close code of the contract and its words. */
export interface Closing {
  code: number
  detail: string
}

/** Somebody's connection to one chatroom. */
export interface RoomClient {
  readonly door: string
  readonly ready: Ready
  /** Every message received, in the order of arrival. */
  readonly messages: Message[]
  /** Codes of the errors that answered nothing sent, in the order of arrival. */
  readonly errors: string[]
  send(body: unknown): Promise<SendAnswer>
  /** The first message that matches, here already or still to come. */
  waitFor(predicate: (message: Message) => boolean, ms?: number): Promise<Message>
  /** Resolves when the server has cut the connection; never over HTTP, which has none. */
  readonly closed: Promise<Closing>
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Replay everything after it first. */
  after_seq?: number
  /** The log that the client has it of. */
  log?: string
  /** The chatroom's name as it stands in the address; percent-encoded unless given. */
  segment?: string
}

export interface Door {
  name: string
  /** Whether the server pushes, and can cut. */
  live: boolean
  /** @throws Refused */
  connect(
    server: Pick<Server, 'url'>,
    token: string,
    room: string,
    options?: ConnectOptions,
  ): Promise<RoomClient>
}

/** A connection that the server did not let in. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    /** Close code, where the transport has one. */
    readonly close?: number,
  ) {
    super(`refused: ${code} ${close ?? ''} ${detail}`)
  }
}
