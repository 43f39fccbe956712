// Whatever is lost, repeated or reordered between nodes, each knows who is connected where once they have compared.
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Roster } from '../../src/presence/roster.js'
import { range } from '../support/inbox.js'
import { oneOf, random, seed } from '../support/random.js'

const [ann, ben] = [randomUUID(), randomUUID()]

/** A roster that has met the node `other`. */
function met(most?: { nodes: number; people: number }): Roster {
  const roster = new Roster('self', most)
  roster.meet('other')
  return roster
}

/** What a node would say of these people. */
function summaryOf(people: Iterable<string>): [count: number, digest: number] {
  const node = new Roster('other')
  for (const id of people) node.add('other', id)
  return node.summary
}

describe('a roster', () => {
  it('has somebody online as long as they are connected to any node', () => {
    const roster = met()
    expect(roster.isOnline(ann)).toBe(false)
    expect([roster.add('other', ann), roster.add('other', ann), roster.add('self', ann)]).toEqual([
      true,
      false,
      true,
    ])
    expect(roster.delete('self', ann)).toBe(true)
    expect([roster.isOnline(ann), roster.isElsewhere(ann)]).toEqual([true, true])
    expect(roster.delete('other', ann)).toBe(true)
    expect(roster.isOnline(ann)).toBe(false)
  })

  it('asks for everybody when another node counts otherwise, and then drops who was not named', () => {
    const roster = met()
    roster.add('other', ann)
    expect(roster.compare('other', ...summaryOf([ben]))).toBeUndefined()
    expect(roster.isOnline(ann)).toBe(true)
    roster.add('other', ben)
    expect(roster.compare('other', ...summaryOf([ben]))).toEqual([ann])
    expect([roster.isOnline(ann), roster.isOnline(ben)]).toEqual([false, true])
    expect(roster.compare('other', ...summaryOf([ben]))).toEqual([])
  })

  it('forgets a node with its people', () => {
    const roster = met()
    roster.add('other', ann)
    expect(roster.forget('other')).toEqual([ann])
    expect([roster.isOnline(ann), roster.knows('other'), roster.add('other', ann)]).toEqual([
      false,
      false,
      false,
    ])
  })

  it('keeps no more than it may, and its own people in any case', () => {
    const roster = met({ nodes: 2, people: 3 })
    expect([roster.meet('third'), roster.meet('fourth')]).toEqual([true, false])
    const added = range(1, 5).map((n) => roster.add(n % 2 ? 'other' : 'third', randomUUID()))
    expect(added).toEqual([true, true, true, false, false])
    expect(roster.add('self', ann)).toBe(true)
  })

  it('hears nothing of nodes that it has not met', () => {
    const roster = met()
    expect([roster.add('stranger', ann), roster.delete('stranger', ann)]).toEqual([false, false])
    expect(roster.compare('stranger', 7, 7)).toEqual([])
    expect(roster.isOnline(ann)).toBe(false)
  })
})

type Hint = (roster: Roster) => void

/** One node's people as they come and go, and what it says of them over a bus that loses, repeats and reorders. */
class Told {
  readonly node = new Roster('other')
  readonly people = range(1, 8).map(() => randomUUID())
  private readonly hints: Hint[] = []

  step(): void {
    const id = oneOf(this.people)
    if (random() < 0.5) {
      if (this.node.add('other', id)) this.say((roster) => roster.add('other', id))
    } else if (this.node.delete('other', id)) this.say((roster) => roster.delete('other', id))
  }

  /** Hands on some hint that is under way; now and then it stays there, or it is lost. */
  deliver(roster: Roster): void {
    if (this.hints.length === 0) return
    const nth = Math.floor(random() * this.hints.length)
    const [hint] = random() < 0.2 ? [this.hints[nth]!] : this.hints.splice(nth, 1)
    if (random() > 0.2) hint!(roster)
  }

  drop(): void {
    this.hints.length = 0
  }

  private say(hint: Hint): void {
    this.hints.push(hint)
  }
}

describe(`what nodes tell each other, at random (seed ${seed})`, () => {
  it('is right again after one comparison, the names, and another', () => {
    for (const round of range(1, 300)) {
      const told = new Told()
      const roster = met()
      for (const _ of range(1, 60)) {
        told.step()
        told.deliver(roster)
        if (random() < 0.1) roster.compare('other', ...told.node.summary)
      }
      told.drop()
      if (roster.compare('other', ...told.node.summary) === undefined) {
        for (const id of told.node.here) roster.add('other', id)
        expect(roster.compare('other', ...told.node.summary), `round ${round}`).toBeDefined()
      }
      const online = told.people.filter((id) => roster.isOnline(id))
      expect(online, `round ${round}`).toEqual(told.people.filter((id) => told.node.here.has(id)))
    }
  })
})
