// Both stores of attachments, held to one suite.
import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { Reads } from '../../src/database/reads.js'
import { PostgresStore } from '../../src/attachments/postgres.store.js'
import { S3Store } from '../../src/attachments/s3.store.js'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { Attachment, AttachmentChunk, User } from '../../src/database/entities/index.js'
import { freshDatabase } from '../support/database.js'
import { startS3, Strait } from '../support/s3.js'
import { attachmentStoreSuite } from './attachment-store.suite.js'

async function straitTo(url: string): Promise<Strait> {
  const way = await Strait.to(url)
  afterAll(() => way.close())
  return way
}

attachmentStoreSuite('PostgreSQL', async () => {
  const url = await freshDatabase()
  const way = await straitTo(url)
  const direct = await openDataSource(readConfig({}), url)
  const source = await openDataSource(readConfig({ DATABASE_TIMEOUT: '2' }), way.url)
  afterAll(() => Promise.all([source.destroy(), direct.destroy()]))
  const uploaderId = randomUUID()
  await direct
    .getRepository(User)
    .insert({ id: uploaderId, username: 'ann', displayName: 'Ann', passwordHash: '' })
  const newId = async () => {
    const id = randomUUID()
    const file = { type: 'document', filename: 'file', mimeType: '', size: 0 } as const
    await direct
      .getRepository(Attachment)
      .insert({ id, uploaderId, ...file, sha256: Buffer.alloc(0), complete: false })
    return id
  }
  return {
    store: new PostgresStore(source.getRepository(AttachmentChunk), new Reads(source, 5)),
    way,
    newId,
    leftovers: (id) => direct.getRepository(AttachmentChunk).countBy({ attachmentId: id }),
  }
})

attachmentStoreSuite('S3', async () => {
  const s3 = await startS3()
  const way = await straitTo(s3.url)
  const store = new S3Store(readConfig({ ...s3.env(way.url), ATTACHMENT_STORE_TIMEOUT: '2' }))
  afterAll(() => store.close())
  const keys = async () => [...(await s3.objects()), ...(await s3.uploads())]
  return {
    store,
    way,
    newId: async () => randomUUID(),
    leftovers: async (id) => (await keys()).filter((key) => key.endsWith(id)).length,
  }
})
