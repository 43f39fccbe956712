// When what was not taken is sent again: from the wire contract.

const MINUTE = 60
const HOUR = 60 * MINUTE

/** Seconds after the first attempt, the second, … */
const PAUSES = [5, 30, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR]

/** Seconds until the next attempt. @param attempts how many have failed @returns nothing where there is none */
export const pauseAfter = (attempts: number): number | undefined => PAUSES[attempts - 1]
