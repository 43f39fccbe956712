// Looks through everything that is kept, the tables of a database and a bucket's objects, for words that must be nowhere.
import { Client } from 'pg'

/** As these words may stand somewhere: as they are, in hex, and in base64 wherever in the bytes they begin. */
function guises(word: string): string[] {
  const bytes = Buffer.from(word)
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // What the first and the last character say depends on what stands beside the word.
    return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6))
  })
  return [word, word.toLowerCase(), bytes.toString('hex'), ...base64]
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`)

/**
 * Where any of these words is found in a database, all of whose tables are read as text, as a dump has them.
 * @param words of 8 letters and digits at least, which nothing else contains
 * @returns a line for each row, some of each table: empty, when nothing is left
 */
export async function foundInDatabase(databaseUrl: string, words: readonly string[]): Promise<string[]> {
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    )
    const patterns = words.flatMap(guises).map((each) => `%${escaped(each)}%`)
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${name} t WHERE t::text LIKE ANY ($1) LIMIT 20`,
        [patterns],
      )
      for (const { row } of rows)
        found.push(`${foundInBytes(Buffer.from(row), words).join(', ')} in ${name}: ${row.slice(0, 300)}`)
    }
    return found
  } finally {
    await client.end()
  }
}

/** The same of bytes: a file that pg_dump wrote, or the objects of a bucket. */
export function foundInBytes(bytes: Buffer, words: readonly string[]): string[] {
  return words.filter((word) => guises(word).some((each) => bytes.includes(each)))
}
