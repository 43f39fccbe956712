// What a waveform is: how loud a sound is from its beginning to its end, in few numbers, as chat apps draw it.

export const WAVEFORM_LENGTH = 64
/** What the loudest part has; silence is 0. */
export const LOUDEST = 100

export const isWaveform = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length === WAVEFORM_LENGTH &&
  value.every((each) => Number.isInteger(each) && each >= 0 && each <= LOUDEST)
