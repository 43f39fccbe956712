// Which addresses are everybody's, whichever way they are written.
import { scrypt as scryptOf } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup as dnsLookup } from 'node:dns/promises'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import {
  askDns,
  assertPublicHost,
  isPublic,
  PrivateAddress,
  publicLookup,
} from '../../src/common/public-lookup.js'

const scrypt = promisify<string, string, number, Buffer>(scryptOf)

const PRIVATE = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.9.9.9',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
]
const PUBLIC = ['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1']

it.each(PRIVATE)('%s is not', (address) => expect(isPublic(address)).toBe(false))
it.each(PUBLIC)('%s is', (address) => expect(isPublic(address)).toBe(true))
it('a name is no address', () => expect(isPublic('localhost')).toBe(false))

it.each([
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://0/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[0:0:0:0:0:ffff:7f00:1]/',
])('%s is refused', (url) => expect(() => assertPublicHost(new URL(url))).toThrow(PrivateAddress))

it('names are looked up, and lead to what is public alone', async () => {
  const answers = { mixed: ['127.0.0.1', '1.1.1.1'], inside: ['10.0.0.1', '::1'] } as Record<string, string[]>
  const lookup = publicLookup(async (name) =>
    answers[name]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  )
  const found = (name: string) =>
    new Promise((resolve) => lookup(name, { all: true }, (error, addresses) => resolve(error ?? addresses)))
  expect(await found('mixed')).toEqual([{ address: '1.1.1.1', family: 4 }])
  expect(await found('inside')).toBeInstanceOf(PrivateAddress)
})

it('names whose servers keep silent hold up nothing else', async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => void silent.close())
  const lookup = publicLookup(askDns([`127.0.0.1:${silent.address().port}`]))
  const answers: string[] = []
  const found = (name: string) => lookup(name, { all: true }, () => answers.push(name))
  for (let nth = 0; nth < 50; nth++) found(`silent-${nth}.test`)
  // In the threads that Node has for this, and for files.
  await dnsLookup('localhost')
  await scrypt('password', 'salt', 32)
  found('this.localhost')
  await expect.poll(() => answers).toEqual(['this.localhost'])
})
