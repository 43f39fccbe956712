// Checks every typed body and query of an HTTP route against its DTO class.
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common'
import { validated } from './validation.js'

const NATIVE: unknown[] = [String, Number, Boolean, Array, Object, Buffer, undefined]

@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || NATIVE.includes(metatype)) return value
    return validated(metatype as new () => object, value ?? {}, { strict: type === 'body' })
  }
}
