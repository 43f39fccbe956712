// People's cards: names, with ways to reach them.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsObject,
  IsOptional,
  ValidateNested,
} from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { badInLine, HasNone } from '../../common/text.js'
import { IsUsername, USERNAME } from '../../common/username.js'
import { SayDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { SaidView } from './said.view.js'

const MOST_CONTACTS = 10
/** Of a contact, each. */
const MOST_PHONES = 10
const MOST_EMAILS = 10

/** Characters. An address of e-mail cannot be longer (RFC 5321); a number has room for an extension. */
const LONGEST_NAME = 100
const LONGEST_PHONE = 64
const LONGEST_EMAIL = 254

const NAME = { minLength: 1, maxLength: LONGEST_NAME, example: 'Ann' } as const
const PHONES = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST_PHONE, example: '+49 30 1' },
  maxItems: MOST_PHONES,
  example: ['+49 30 1'],
} as const
const EMAILS = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST_EMAIL, example: 'ann@example.com' },
  maxItems: MOST_EMAILS,
  example: ['ann@example.com'],
} as const

export class DraftContactDto {
  /** What people call them; one line. */
  @ApiProperty(NAME)
  @HasNone(badInLine)
  @HasLength(1, LONGEST_NAME)
  name: string

  /** Of somebody who is here; nobody checks that they are. */
  @ApiPropertyOptional({ ...USERNAME, nullable: true })
  @IsUsername()
  @IsOptional()
  username?: string

  /** As they are dialled, or however they are written. */
  @ApiPropertyOptional({ ...PHONES, nullable: true })
  @HasNone(badInLine, { each: true })
  @HasLength(1, LONGEST_PHONE, { each: true })
  @ArrayMaxSize(MOST_PHONES)
  @IsArray()
  @IsOptional()
  phones?: string[]

  /** Addresses of e-mail, as they are written; nobody checks them. */
  @ApiPropertyOptional({ ...EMAILS, nullable: true })
  @HasNone(badInLine, { each: true })
  @HasLength(1, LONGEST_EMAIL, { each: true })
  @ArrayMaxSize(MOST_EMAILS)
  @IsArray()
  @IsOptional()
  emails?: string[]
}

export class ContactView {
  /** What people call them. */
  @ApiProperty(NAME)
  name: string

  /** As the sender gave it: it may be nobody's. */
  @ApiPropertyOptional({ type: String, example: 'ann' })
  username?: string

  /** As the sender wrote them. */
  @ApiProperty(PHONES)
  phones: string[]

  /** As the sender wrote them. */
  @ApiProperty(EMAILS)
  emails: string[]
}

export class ContactDraftDto extends SayDto {
  @ApiProperty({ enum: ['contact'] })
  @Equals('contact')
  type: 'contact'

  /** One card for each person. */
  @ApiProperty({ type: [DraftContactDto], minItems: 1, maxItems: MOST_CONTACTS })
  @ValidateNested({ each: true })
  // A list in the list would pass as one without a flaw.
  @IsObject({ each: true, message: 'contacts must be a list of objects' })
  @ArrayMaxSize(MOST_CONTACTS)
  @ArrayMinSize(1)
  @IsArray()
  @Type(() => DraftContactDto)
  contacts: DraftContactDto[]
}

export class ContactMessage extends SaidView {
  @ApiProperty({ enum: ['contact'] })
  type: 'contact'

  /** One card for each person. */
  @ApiProperty({ type: [ContactView] })
  contacts: ContactView[]
}

/** In one order, however it was sent. */
const card = ({ name, username, phones, emails }: DraftContactDto): ContactView => ({
  name,
  // Usernames are compared in lower case.
  ...(username != null && { username: username.toLowerCase() }),
  phones: phones ?? [],
  emails: emails ?? [],
})

export const contact: Kind<ContactDraftDto> = {
  type: 'contact',
  draft: ContactDraftDto,
  view: ContactMessage,
  action: 'send',
  title: 'Send contacts',
  summary: 'One to ten people, with their numbers and addresses.',
  examples: {
    contact: {
      value: {
        type: 'contact',
        contacts: [{ name: 'Ann', username: 'ann', phones: ['+49 30 1'], emails: [] }],
      },
    },
  },
  prepare({ contacts }) {
    const cards = contacts.map(card)
    return { payload: { contacts: cards }, same: cards }
  },
}
