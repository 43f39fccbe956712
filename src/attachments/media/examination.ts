// What an examiner is asked about a file, and what it answers: all that the two processes say to each other.

/** What the file is taken for, which decides who reads it; `avatar`: a thumbnail, to be made as small as one. */
export type Subject = 'picture' | 'sound' | 'avatar'

export interface Job {
  subject: Subject
  /** Bytes that follow. */
  size: number
  /** A picture of more is not read. */
  mostPixels: number
  /** Whether a waveform is wanted. */
  waveform?: boolean
  /** Milliseconds after which nothing is begun that can be done without. */
  patience: number
}

export interface PictureFacts {
  /** As it is shown: turned as its camera says. */
  width: number
  height: number
  blurhash: string
  /** WebP without anything but the pixels. */
  thumbnail: Uint8Array
}

/** What could be read of it. */
export interface SoundFacts {
  /** Seconds, not rounded. */
  duration?: number
  /** Of a film, as it is shown. */
  width?: number
  height?: number
  /** Of the first sound in it, such as `opus`. */
  codec?: string
  waveform?: number[]
}

/** Nothing where it cannot be read as what it is taken for. */
export interface Findings {
  picture?: PictureFacts
  sound?: SoundFacts
  /** WebP. */
  avatar?: Uint8Array
  /** Why the file was not even looked at: a library is not there. */
  failed?: string
}
