// How much of a fault test is run: a little of it in `npm test`, all of it in `npm run test:faults`.

/** `full`, or a number of rounds; nothing for the short form. */
const asked = process.env['FAULT_ROUNDS']

export const full = asked === 'full'

/** Whether fault tests were asked for by name: then what `npm test` shows once is shown for every store. */
export const everyStore = asked !== undefined

/** Rounds to run where `all` prove the promise; without FAULT_ROUNDS, `short`. */
export const rounds = (all: number, short: number): number =>
  full ? all : Math.min(all, asked ? Number(asked) : short)

/** Seconds or people: what proves the promise, or what fits into `npm test`. */
export const amount = (all: number, short: number): number => (full ? all : short)
