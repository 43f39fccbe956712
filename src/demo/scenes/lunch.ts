// What is for lunch: the same question every working day, and never the same answer.
import type { Chance } from '../chance.js'
import { ago, on, react, scene, text, type Line, type Scene } from '../script.js'

const LUNCH = 'lunch'
const EATERS = ['maya', 'ben', 'noor', 'leo', 'zoe', 'ines', 'jonas', 'hana']

type Answer = (who: readonly string[]) => Line[]

const ANSWERS: readonly Answer[] = [
  ([a, b, c]) => [
    text(a!, 'Falafel at half past twelve?'),
    text(b!, 'In'),
    text(c!, 'In, with extra pickles'),
    react(a!, '🥙'),
  ],
  ([a, b]) => [
    text(a!, 'There is half a lasagne in the fridge, and it is not mine'),
    text(b!, 'It is now'),
    react(a!, '😇'),
  ],
  ([a, b, c]) => [
    text(a!, 'Canteen: lentils, lentils, or the vegetarian option, which is lentils'),
    text(b!, 'Lentils, please'),
    react(c!, '🫘'),
  ],
  ([a, b]) => [
    text(a!, 'Who has taken the blue lunch box? It has my name on it'),
    text(b!, 'It has _a_ name on it'),
    react(a!, '🕵️'),
  ],
  ([a, b, c]) => [
    text(a!, 'Picnic in the yard? The sun is out, almost'),
    text(b!, 'I bring the blanket'),
    text(c!, 'I bring a second jacket'),
    react(b!, '🧥'),
  ],
  ([a, b]) => [
    text(a!, 'Soup of the day: pumpkin'),
    react(b!, '🎃'),
    text(b!, 'Five minutes, I have to finish a sentence'),
  ],
  ([a, b, c]) => [
    text(a!, 'The queue at the noodle place goes around the corner'),
    text(b!, 'Is it a short corner?'),
    text(a!, 'No'),
    react(c!, '🍜'),
  ],
  ([a, b]) => [
    text(a!, 'I have made too much curry. Six portions, first come, first served'),
    react(b!, '🏃'),
    text(b!, 'On the stairs'),
  ],
  ([a, b]) => [text(a!, 'Sushi, for once?'), text(b!, 'For once, like last week')],
]

/** @returns a scene for each working day of the fortnight, and one of today */
export function lunchScenes(chance: Chance): Scene[] {
  const answers = chance.shuffled(ANSWERS)
  const days = [12, 11, 10, 9, 8, 4, 3, 1]
  const scenes = days.map((day, nth) =>
    scene(LUNCH, on(day, '11:55'), ...answers[nth]!(chance.shuffled(EATERS))),
  )
  return [...scenes, scene(LUNCH, ago(210), ...answers[days.length]!(chance.shuffled(EATERS)))]
}
