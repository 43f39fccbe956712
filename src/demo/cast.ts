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
}

const cast = (username: string, display_name: string, about: string, seen: number): Character => ({
  username,
  display_name,
  about,
  seen,
})

export const CAST: readonly Character[] = [
  cast('maya', 'Maya Lindqvist', 'Designs things people tap on', 2),
  cast('ben', 'Ben Okafor', 'Backend. Ask me about queues', 4),
  cast('noor', 'Noor Haddad', 'Product at Orchard · mostly coffee', 1),
  cast('leo', 'Leo Marchetti', 'iOS, espresso, opera in the shower', 12),
  cast('ines', 'Inês Duarte', 'Data, and dancing on Thursdays', 9),
  cast('tomas', 'Tomáš Novák', 'Keeps the servers up and the plants alive', 31),
  cast('aiko', 'Aiko Tanaka', '絵を描く人 · illustrator', 47),
  cast('sam', 'Sam Lindqvist', 'Maya’s little brother. Taller, though', 22),
  cast('priya', 'Priya Raman', 'Android. Runs up hills for fun', 6),
  cast('jonas', 'Jonas Weber', 'QA: I break it before you do', 75),
  cast('zoe', 'Zoé Papadakis', 'Support lead. Be kind, it’s free', 15),
  cast('karim', 'Karim Benali', 'Sales, on a train somewhere', 2900),
  cast('freya', 'Freya Nilsen', 'Ceramics and two cats', 190),
  cast('mateo', 'Mateo Ruiz', 'Left wing, right foot', 58),
  cast('hana', 'Hana Kim', 'People & culture at Orchard', 26),
  cast('oskar', 'Oskar Wiśniewski', 'Cyclist. No, I won’t take the car', 340),
  cast('lucia', 'Lucía Romero', 'Films with subtitles, please', 18),
  cast('dele', 'Dele Adeyemi', 'Founder of Orchard. Typing from a hallway', 40),
  cast('grace', 'Grace Lindqvist', 'Maya and Sam’s mum', 65),
  cast('rafi', 'Rafi Cohen', 'Reads the last page first', 1500),
]
