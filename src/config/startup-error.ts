// Why the server does not start, for the person who started it.

/** One clear sentence; printed without a stack before the process exits with 1. */
export class StartupError extends Error {}
