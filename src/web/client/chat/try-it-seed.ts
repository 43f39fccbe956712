// Makes two people, and a room in which they have begun to talk: what *Try it with two people* shows.
import {
  ChatError,
  createClient,
  MemoryStore,
  register,
  type Client,
  type Draft,
  type Session,
} from 'whatsapp-api-client'
import { SERVER } from '../shared/place'
import { drawLake } from './try-it-picture'

export interface Pair {
  ann: Session
  ben: Session
  room: string
}

/** Without letters and digits that look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const SUFFIX_LENGTH = 5
const PASSWORD_LENGTH = 24

function random(length: number): string {
  const places = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(places, (place) => LETTERS[place % LETTERS.length]).join('')
}

/** @throws ChatError such as `rate_limited` */
export async function makePair(): Promise<Pair> {
  const suffix = random(SUFFIX_LENGTH)
  const [ann, ben] = await Promise.all([newcomer('Ann', suffix), newcomer('Ben', suffix)])
  const room = `Lake-weekend-${suffix}`
  const [as, bs] = [ann, ben].map(speaking)
  try {
    await begin(as!, bs!, room, ben.user.username)
  } finally {
    await Promise.all([as!.close(), bs!.close()])
  }
  return { ann, ben, room }
}

/** Nobody else's name: with another ending if it has to be. */
async function newcomer(display_name: string, suffix: string): Promise<Session> {
  const username = `${display_name.toLowerCase()}-${suffix}`
  try {
    return await register(SERVER, { username, display_name, password: random(PASSWORD_LENGTH) })
  } catch (error) {
    if (ChatError.from(error).code !== 'username_taken') throw error
    return newcomer(display_name, random(SUFFIX_LENGTH))
  }
}

const speaking = ({ access_token }: Session): Client =>
  createClient({ url: SERVER, token: access_token, store: new MemoryStore() })

async function begin(ann: Client, ben: Client, room: string, ben_name: string): Promise<void> {
  const say = async (who: Client, body: Draft): Promise<number> => {
    const path = { chatroom_name: room }
    return (await who.http.post('/send-message/{chatroom_name}', { path, body })).seq
  }
  const text = (who: Client, message: string, reply_to?: number) =>
    say(who, { type: 'text', message, ...(reply_to && { reply_to }) })

  const picture = drawLake().then((file) => ann.uploads.send(file, { filename: 'lake.jpg', type: 'image' }))
  // It is waited for below: until then nobody else hears of it if it fails.
  picture.catch(() => undefined)
  await ann.rooms.create({
    name: room,
    max_members: 10,
    visibility: 'private',
    description: 'Who brings what to the lake',
  })
  await ann.rooms.add(room, ben_name)
  await text(ann, 'Good news: the cabin at the lake is ours this weekend 🎉')
  await text(ben, '*Finally!* I have been waiting for this since May')
  const shown = await say(ann, {
    type: 'attachment',
    attachment: { id: (await picture).id },
    message: 'Remember this evening?',
  })
  const answer = await text(ben, 'How could I forget. We had no charcoal and ate cold soup', shown)
  await say(ann, { type: 'reaction', target_seq: answer, emoji: '😂' })
  await text(ann, 'This time I have a list: charcoal, matches, and _something_ for breakfast')
  const poll = await say(ann, {
    type: 'poll',
    poll: { question: 'When do we leave?', options: ['Friday after work', 'Saturday, early'] },
  })
  await say(ben, { type: 'vote', target_seq: poll, options: [0] })
  await text(ben, 'I am in the other window. Write something, and I see it at once 👋')
}
