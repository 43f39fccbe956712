// What counts as exactly one emoji, and the one way in which each is written.
import { ValidateBy } from 'class-validator'
import { LRUCache } from 'lru-cache'

/** UTF-16 units: twice as many as the longest there is has, two people with a heart between them. */
const LONGEST = 32

// As text: the compiler takes no `v` flag for the version of JavaScript that it writes.
/** Every emoji that Unicode recommends, as one: also keycaps, flags, skin tones, families. */
const KNOWN = new RegExp('^\\p{RGI_Emoji}$', 'v')
/** Places that Unicode keeps for emoji, and has not filled as far as this Node knows: a newer phone may know one there. */
const NEWER = new RegExp('^[\\p{Extended_Pictographic}&&\\p{Cn}]\\p{Emoji_Modifier}?$', 'v')
/** Skin tones are for people: alone they are none. */
const TONE = /^\p{Emoji_Modifier}$/u

/** A picture, with or without the selector that asks for its coloured form, and a skin tone that follows. */
const PICTURE = /(\p{Emoji})\uFE0F?(?=(\p{Emoji_Modifier})?)/gu
const IN_COLOUR_BY_ITSELF = /\p{Emoji_Presentation}/u
const IN_COLOUR = '\uFE0F'

/** What has been looked at: people use few, and to look takes 15 µs, a twelfth of what a reaction takes in all. */
const SEEN = new LRUCache<string, string>({ max: 500 })

/** With U+FE0F exactly where Unicode wants it; keyboards leave it out, or write it too often. */
const qualified = (text: string): string =>
  text.replace(PICTURE, (_, picture: string, tone: string | undefined) =>
    tone || IN_COLOUR_BY_ITSELF.test(picture) ? picture : picture + IN_COLOUR,
  )

/**
 * `text` as everybody's client writes it, so that two of the same are the same (`❤` is `❤️`); undefined unless it is exactly one
 * emoji. No letter, digit or sign is one, and no two regional letters but those of a flag that there is.
 */
export function singleEmoji(text: string): string | undefined {
  if (text.length > LONGEST) return undefined
  const seen = SEEN.get(text)
  if (seen) return seen
  const emoji = qualified(text)
  if (!((KNOWN.test(emoji) && !TONE.test(emoji)) || NEWER.test(emoji))) return undefined
  SEEN.set(text, emoji)
  return emoji
}

/** A field that is exactly one emoji, or null. */
export const IsEmojiOrNull = (): PropertyDecorator =>
  ValidateBy({
    name: 'isEmojiOrNull',
    validator: {
      validate: (value) => value === null || (typeof value === 'string' && singleEmoji(value) !== undefined),
      defaultMessage: (args) => `${args?.property} must be exactly one emoji, or null to take it back`,
    },
  })
