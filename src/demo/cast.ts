// Who is in the demo: twenty people who are made up.

/** Known to everybody who reads this: a demo's people have nothing to hide. */
export const PASSWORD = 'demo1234'

/** Whose chats there are most to see of: who looks at the demo is to sign in as her. */
export const VIEWER = 'maya'

export interface Character {
  username: string
  display_name: string
  about: string
  /** Minutes ago that they were last here. */
  seen: number
  look: Look
}

/** What they are drawn with: places among the colours there are, see files/avatars.ts. */
export interface Look {
  skin: number
  hair: number
  long: boolean
}

const cast = (
  username: string,
  display_name: string,
  about: string,
  seen: number,
  [skin, hair, long]: [skin: number, hair: number, long: boolean],
): Character => ({ username, display_name, about, seen, look: { skin, hair, long } })

export const CAST: readonly Character[] = [
  cast('maya', 'Maya Lindqvist', 'Designs things people tap on', 2, [0, 2, true]),
  cast('ben', 'Ben Okafor', 'Backend. Ask me about queues', 4, [4, 0, false]),
  cast('noor', 'Noor Haddad', 'Product at Orchard · mostly coffee', 1, [2, 0, true]),
  cast('leo', 'Leo Marchetti', 'iOS, espresso, opera in the shower', 12, [1, 1, false]),
  cast('ines', 'Inês Duarte', 'Data, and dancing on Thursdays', 9, [2, 1, true]),
  cast('tomas', 'Tomáš Novák', 'Keeps the servers up and the plants alive', 31, [0, 3, false]),
  cast('aiko', 'Aiko Tanaka', '絵を描く人 · illustrator', 47, [5, 0, true]),
  cast('sam', 'Sam Lindqvist', 'Maya’s little brother. Taller, though', 22, [0, 3, false]),
  cast('priya', 'Priya Raman', 'Android. Runs up hills for fun', 6, [3, 0, true]),
  cast('jonas', 'Jonas Weber', 'QA: I break it before you do', 75, [0, 5, false]),
  cast('zoe', 'Zoé Papadakis', 'Support lead. Be kind, it’s free', 15, [1, 1, true]),
  cast('karim', 'Karim Benali', 'Sales, on a train somewhere', 2900, [2, 0, false]),
  cast('freya', 'Freya Nilsen', 'Ceramics and two cats', 190, [0, 5, true]),
  cast('mateo', 'Mateo Ruiz', 'Left wing, right foot', 58, [2, 1, false]),
  cast('hana', 'Hana Kim', 'People & culture at Orchard', 26, [5, 0, true]),
  cast('oskar', 'Oskar Wiśniewski', 'Cyclist. No, I won’t take the car', 340, [0, 2, false]),
  cast('lucia', 'Lucía Romero', 'Films with subtitles, please', 18, [1, 0, true]),
  cast('dele', 'Dele Adeyemi', 'Founder of Orchard. Typing from a hallway', 40, [4, 0, false]),
  cast('grace', 'Grace Lindqvist', 'Maya and Sam’s mum', 65, [0, 4, true]),
  cast('rafi', 'Rafi Cohen', 'Reads the last page first', 1500, [1, 4, false]),
]
