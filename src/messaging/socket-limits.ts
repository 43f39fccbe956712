// What the two socket doors allow in common.
/** Milliseconds in which a connection must say who it is; from the wire contract. */
export const AUTH_WITHIN_MS = 10_000

/** Milliseconds that a cut connection may take to read why, before it is dropped. */
export const LINGER_MS = 2000

/**
 * Milliseconds between the answer to a handshake, or to a room's CONNECT, and what is said next. A client that listens as soon as
 * it hears that it is connected loses what it reads together with that: with only a turn between, a third of all did read both
 * at once.
 */
export const LISTEN_MS = 3
