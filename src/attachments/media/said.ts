// What a sender says of a file beside its bytes, and what of that goes together.
import { wrongField } from '../../common/errors.js'
import { isWaveform, LOUDEST, WAVEFORM_LENGTH } from '../../common/waveform.js'
import type { AttachmentType } from '../../database/entities/index.js'

export interface Said {
  /** Without it, what the bytes say. */
  type?: AttachmentType
  /** A voice note; then its type is audio. */
  voice?: boolean
  /** Seconds; 0 is as good as nothing. */
  duration?: number
  waveform?: number[]
}

/** A day: longer is no recording, but a mistake in the unit. */
export const LONGEST_SECONDS = 86_400

export const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS

export const DURATION_RULE = `must be a number of seconds from 0 to ${LONGEST_SECONDS}`
export const WAVEFORM_RULE = `must be a list of ${WAVEFORM_LENGTH} whole numbers from 0 to ${LOUDEST}`

/** The field that does not go with the others, and why. */
function misfit({ type, voice, duration, waveform }: Said): [field: keyof Said, message: string] | undefined {
  if (duration !== undefined && !isDuration(duration)) return ['duration', DURATION_RULE]
  if (waveform !== undefined && !isWaveform(waveform)) return ['waveform', WAVEFORM_RULE]
  if (voice && type !== undefined && type !== 'audio') return ['voice', 'must go with the type audio']
  if (waveform && !voice) return ['waveform', 'must go with voice: true']
  if (duration !== undefined && (type === 'image' || type === 'document'))
    return ['duration', 'must go with the type audio or video']
  return undefined
}

/**
 * @param path what its fields are part of, such as `attachment.`
 * @throws ChatError `validation_failed`
 */
export function assertConsistent(said: Said, path = ''): void {
  const [field, rule] = misfit(said) ?? []
  if (field === undefined) return
  const message = `${path}${field} ${rule}`
  throw wrongField(path + field, message)
}

/** The type that the sender means, as far as it is said. */
export const typeSaid = ({ type, voice }: Said): AttachmentType | undefined => (voice ? 'audio' : type)
