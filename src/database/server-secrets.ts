// Secrets that all nodes on one database share, and that nobody had to configure.
import type { Repository } from 'typeorm'
import type { ServerSecret } from './entities/index.js'

/** The secret in the database; where there is none yet, it is made by whichever node comes first. */
export async function secretOf(
  secrets: Repository<ServerSecret>,
  name: string,
  make: () => Buffer,
): Promise<Buffer> {
  const known = await secrets.findOneBy({ name })
  if (known) return known.value
  await secrets.createQueryBuilder().insert().values({ name, value: make() }).orIgnore().execute()
  return (await secrets.findOneByOrFail({ name })).value
}
