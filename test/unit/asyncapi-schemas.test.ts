// OpenAPI's schemas in JSON Schema's words.
import type { OpenAPIObject } from '@nestjs/swagger'
import { describe, expect, it } from 'vitest'
import { exampleOf, schemasOf } from '../../src/web/asyncapi/schemas.js'

const referring = { $ref: '#/components/schemas/Role' }
const document = {
  components: {
    schemas: {
      Member: {
        type: 'object',
        properties: {
          role: { type: 'string', nullable: true, example: 'owner', allOf: [referring] },
          note: { type: 'string', nullable: true },
          friends: { type: 'array', items: { type: 'string', example: 'ben' } },
        },
      },
      Role: { type: 'string', enum: ['owner', 'member'] },
      Either: { oneOf: [referring], discriminator: { propertyName: 'type', mapping: {} } },
      Elsewhere: { type: 'string' },
    },
  },
} as unknown as OpenAPIObject

describe('the schemas of an AsyncAPI document', () => {
  it('are those that are asked for, and what they refer to', () => {
    expect(Object.keys(schemasOf(document, ['Member']))).toEqual(['Member', 'Role'])
    expect(() => schemasOf(document, ['Nobody'])).toThrow('Nobody')
  })

  it('say null, examples and unions as JSON Schema does', () => {
    const { Member, Either } = schemasOf(document, ['Member', 'Either'])
    expect(Member!.properties).toEqual({
      role: { examples: ['owner'], oneOf: [referring, { type: 'null' }] },
      note: { type: ['string', 'null'] },
      friends: { type: 'array', items: { type: 'string', examples: ['ben'] } },
    })
    expect(Either).toEqual({ oneOf: [referring] })
  })
})

describe('an example of a schema', () => {
  const schemas = {
    Text: {
      type: 'object',
      properties: {
        type: { enum: ['text'] },
        message: { type: 'string', examples: ['Hello'] },
        forwarded: { enum: [true] },
        note: { type: 'string' },
      },
      required: ['type', 'message'],
    },
  }

  it('has what is required, and what has an example, but no marks that are rarely there', () => {
    expect(exampleOf(schemas, schemas.Text)).toEqual({ type: 'text', message: 'Hello' })
  })
})
