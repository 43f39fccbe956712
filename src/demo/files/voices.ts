export const voices = { train: '', sunday: '', ben: '' }
