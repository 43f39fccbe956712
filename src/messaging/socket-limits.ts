// What the two socket doors allow in common.
/** Milliseconds in which a connection must say who it is; from the wire contract. */
export const AUTH_WITHIN_MS = 10_000

/** Milliseconds that a cut connection may take to read why, before it is dropped. */
export const LINGER_MS = 2000
