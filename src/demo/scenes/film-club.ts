// The long room: two weeks of a film club, put together from exchanges by chance.
import type { Chance } from '../chance.js'
import { ago, on, poll, react, scene, text, vote, type Line, type RoomScript, type Scene } from '../script.js'

const CLUB = 'film-club'
const MEMBERS = ['lucia', 'rafi', 'zoe', 'sam', 'hana', 'mateo', 'aiko', 'ines', 'grace']

export const FILM_ROOMS: readonly RoomScript[] = [
  {
    name: CLUB,
    owner: 'lucia',
    members: ['rafi', 'zoe', 'sam', 'hana', 'mateo', 'aiko', 'ines', 'grace', 'maya'],
    admins: ['zoe'],
    since: 14,
    description: 'One film a week, forty opinions',
    picture: 'cinema.jpg',
    unread: { maya: 23 },
    kept: { muted_until: '2099-01-01T00:00:00.000Z' },
  },
]

/** Films that do not exist. */
const FILMS = [
  'The Lighthouse Keeper’s Bicycle',
  'Thirteen Umbrellas',
  'A Short History of Tuesday',
  'Salt on the Window',
  'The Second-Best Trumpet',
  'Nobody Calls It Autumn',
  'Paper Boats to Lisbon',
  'The Understudy',
]

type Exchange = (who: readonly string[], film: string) => Line[]

/** Three people and a film, a few lines each. */
const EXCHANGES: readonly Exchange[] = [
  ([a, b, c], film) => [
    text(a!, `Has anybody seen *${film}*?`),
    text(b!, 'Twice. The second time to see whether I was wrong the first time'),
    text(c!, 'And were you?'),
    text(b!, 'Still am, I think'),
    react(c!, '😂'),
  ],
  ([a, b, c], film) => [
    text(a!, `The light in ${film}! Every window looks like a painting`),
    text(b!, 'It is overcast for two hours'),
    text(a!, '_Exactly_'),
    react(c!, '💡'),
  ],
  ([a, b, c], film) => [
    text(a!, `I cried at the end of ${film}, and I am not ashamed`),
    react(b!, '🥲'),
    react(c!, '🥲'),
    text(c!, 'Which end? It has four'),
    text(a!, 'All of them'),
  ],
  ([a, b], film) => [
    text(a!, `Rating for ${film}: 7 of 10. Would be 9 without the duck`),
    text(b!, 'The duck *is* the film'),
    react(a!, '🦆'),
  ],
  ([a, b, c], film) => [
    text(a!, `Who has a ticket left for ${film} on Friday?`),
    text(b!, 'I have two, the person I wanted to go with has a cold'),
    text(a!, 'Get well soon to them, and I take one!'),
    react(b!, '🎟️'),
    text(c!, 'Then I take the other. Row?'),
    text(b!, 'Row three. Bring your neck'),
    react(c!, '🙃'),
  ],
  ([a, b, c], film) => [
    text(a!, `Unpopular opinion: ${film} is too short`, { as: 'short' }),
    text(b!, 'It is 171 minutes', { re: 'short' }),
    text(c!, 'I agree with the unpopular opinion'),
    react(a!, '🤝'),
  ],
  ([a, b, c], film) => [
    text(a!, `The soundtrack of ${film} is one person with a cello and a grudge`),
    react(b!, '🎻'),
    react(c!, '🎻'),
    text(b!, 'I have been humming it since Monday, my colleagues have asked me to stop'),
  ],
  ([a, b], film) => [
    text(a!, `Spoiler-free review of ${film}: there is a door, and somebody opens it`),
    text(b!, 'You have said too much'),
    react(a!, '🚪'),
  ],
  ([a, b, c], film) => [
    text(a!, `Subtitles or dubbed, for ${film}?`),
    text(b!, 'Subtitles'),
    text(c!, 'Subtitles'),
    text(b!, 'We are a film club, what did you think'),
    react(a!, '🤓'),
  ],
  ([a, b, c], film) => [
    text(a!, `My neighbour in ${film} explained the plot. To nobody. Aloud`),
    text(b!, 'Was he right?'),
    text(a!, 'That is the worst part'),
    react(c!, '😭'),
    react(b!, '😭'),
  ],
  ([a, b, c], film) => [
    text(a!, `Fun fact: the boat in ${film} was built in a garage and never swam`),
    text(b!, 'It swims in the film'),
    text(a!, 'It is _pulled_'),
    text(c!, 'Please let me have the boat'),
    react(a!, '⛵'),
  ],
  ([a, b, c], film) => [
    poll(a!, `${film}: yes or no?`, ['Yes', 'No', 'I fell asleep']),
    vote(b!, [0]),
    vote(c!, [2]),
    text(c!, 'It was a long day, it is a soft cinema'),
    react(b!, '😴'),
  ],
]

/** @returns one or two exchanges on most evenings, never the same about the same film */
export function filmScenes(chance: Chance): Scene[] {
  const pairs = chance.shuffled(FILMS.flatMap((film) => EXCHANGES.map((exchange) => ({ film, exchange }))))
  const lines = (): Line[] => {
    const { film, exchange } = pairs.pop()!
    return exchange(chance.shuffled(MEMBERS), film)
  }
  const evenings = Array.from({ length: 13 }, (_, nth) => 13 - nth).flatMap((day) => {
    const hours = chance.shuffled(['08:25', '12:40', '18:15', '19:50', '21:20', '22:35'])
    return hours.slice(0, chance.whole(2, 4)).map((at) => scene(CLUB, on(day, at), ...lines()))
  })
  return [...evenings, ...[260, 170, 110, 45, 8].map((minutes) => scene(CLUB, ago(minutes), ...lines()))]
}
