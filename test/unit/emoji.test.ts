// What is exactly one emoji, and how it is written.
import { describe, expect, it } from 'vitest'
import { singleEmoji } from '../../src/common/emoji.js'

/** Code points, so that what is not seen is. */
const points = (text: string | undefined) =>
  text === undefined ? undefined : [...text].map((each) => each.codePointAt(0)!.toString(16)).join(' ')

describe('one emoji', () => {
  it.each([
    ['a thumb', '👍'],
    ['a thumb with a skin tone', '👍🏽'],
    ['a heart', '❤️'],
    ['a heart on fire', '❤️‍🔥'],
    ['a star', '⭐'],
    ['a face of Unicode 16', '🫩'],
    ['a family', '👩‍👩‍👧‍👦'],
    ['a kiss of two skin tones', '👨🏻‍❤️‍💋‍👨🏿'],
    ['a profession', '👩🏾‍🚀'],
    ['an eye in a bubble', '👁️‍🗨️'],
    ['a flag of two letters', '🇩🇪'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a flag of pictures', '🏳️‍🌈'],
    ['a pirate flag', '🏴‍☠️'],
    ['a keycap', '1️⃣'],
    ['a keycap of a sign', '#️⃣'],
    ['a sign that is one in colour', '©️'],
    ['a letter that is one', '🅰️'],
    ['a bird of several', '🐦‍🔥'],
  ])('may be %s', (_, emoji) => {
    expect(points(singleEmoji(emoji))).toBe(points(emoji))
  })

  it.each([
    ['a heart', '❤', '❤️'],
    ['a skull', '☠', '☠️'],
    ['a keycap', '1⃣', '1️⃣'],
    ['an eye in a bubble', '👁‍🗨', '👁️‍🗨️'],
    ['a flag of pictures', '🏳‍🌈', '🏳️‍🌈'],
    ['half of a family', '🕵‍♂', '🕵️‍♂️'],
    ['a kiss', '👨🏻‍❤‍💋‍👨🏿', '👨🏻‍❤️‍💋‍👨🏿'],
  ])('that lacks U+FE0F gets it: %s', (_, given, emoji) => {
    expect(given).not.toBe(emoji)
    expect(points(singleEmoji(given))).toBe(points(emoji))
  })

  it.each([
    ['a thumb', '👍\uFE0F', '👍'],
    ['a finger with a skin tone', '☝\uFE0F🏽', '☝🏽'],
  ])('that has one U+FE0F too many loses it: %s', (_, given, emoji) => {
    expect(points(singleEmoji(given))).toBe(points(emoji))
  })

  it('may be one that Unicode has kept a place for, with a skin tone, too', () => {
    expect(singleEmoji('\u{1FAFF}')).toBe('\u{1FAFF}')
    expect(singleEmoji('\u{1FAFF}🏽')).toBe('\u{1FAFF}🏽')
    expect(singleEmoji('\u{1FAFF}\u{1FAFE}')).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a word', 'thumbsup'],
    ['a digit', '1'],
    ['a number sign', '#'],
    ['a chess piece that is no emoji', '♔'],
    ['a star that is none', '★'],
    ['two', '👍👍'],
    ['two that are different', '👍❤️'],
    ['one and a space', '👍 '],
    ['a space and one', ' 👍'],
    ['one and a letter', '👍a'],
    ['one and a line break', '👍\n'],
    ['a line of its own', 'a\n👍'],
    ['a skin tone alone', '🏽'],
    ['two skin tones', '🏽🏽'],
    ['a thumb with two', '👍🏽🏽'],
    ['a car with a skin tone', '🚗🏽'],
    ['half of a flag', '🇩'],
    ['a flag of no country', '🇽🇽'],
    ['two flags', '🇩🇪🇫🇷'],
    ['a keycap of a letter', 'a⃣'],
    ['a heart as text', '❤︎'],
    ['a family of nobody', '👩‍🚗‍👧'],
    ['a joiner alone', '\u200d'],
    ['a selector alone', '\uFE0F'],
    ['one with two selectors', '❤\uFE0F\uFE0F'],
    ['a joiner behind it', '👍\u200d'],
    ['a letter for private use', '\uE000'],
    ['half of a character', '\ud83d'],
    ['many', '👍'.repeat(20_000)],
  ])('is not %s', (_, text) => {
    expect(singleEmoji(text)).toBeUndefined()
  })
})
