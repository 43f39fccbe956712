// Chooses an emoji: by group, by words, among those used last; in one skin of six.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { GROUPS, TONES, inTone, keepRecent, keepTone, readKept, search, type Emoji } from './emoji-data'
import './emoji-picker.css'
import { Icon } from '../shared/icons'
import { useOverlay } from './overlays'

interface EmojiPickerProps {
  onPick: (emoji: string) => void
  /** Where it does not stand in something that is closed by itself. */
  onClose?: () => void
}

const RECENT = 'recent'
/** What stands for a group. */
const SIGNS: Record<string, string> = {
  smileys_emotion: '😀',
  people_body: '👋',
  animals_nature: '🐻',
  food_drink: '🍎',
  travel_places: '🚗',
  activities: '⚽',
  objects: '💡',
  symbols: '❤️',
  flags: '🏁',
}
/** As many as somebody looks at. */
const MOST_FOUND = 120

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const kept = useRef(readKept()).current
  const tone = useSignal(kept.tone)
  const group = useSignal(kept.recent.length > 0 ? RECENT : GROUPS[0]!.slug)
  const words = useSignal('')
  const found = useFound(words.value)
  const shown =
    found ??
    (group.value === RECENT ? kept.recent : (GROUPS.find(({ slug }) => slug === group.value)?.emojis ?? []))
  const pick = (each: Emoji) => {
    keepRecent(each)
    onPick(inTone(each, tone.value))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Not of the form around it.
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault()
      if (shown[0]) pick(shown[0])
    }
    if (event.key !== 'Escape' || !onClose) return
    event.preventDefault()
    event.stopPropagation()
    onClose()
  }
  return (
    <div class="emoji-picker" role="group" aria-label="Emoji" onKeyDown={onKeyDown}>
      {onClose && <Overlay onClose={onClose} />}
      <div class="emoji-top">
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search emoji</span>
          <input
            type="search"
            placeholder="Search emoji"
            autocomplete="off"
            value={words.value}
            onInput={(event) => (words.value = event.currentTarget.value)}
          />
        </label>
        <Tones tone={tone} />
        {onClose && (
          <button class="icon-button" type="button" aria-label="Close emoji" onClick={onClose}>
            <Icon name="close" size={18} />
          </button>
        )}
      </div>
      {!found && <Groups group={group} recent={kept.recent.length > 0} />}
      <Grid key={found ? words.value : group.value} emoji={shown} tone={tone.value} onPick={pick} />
      <p class="spoken" role="status">
        {found && `${shown.length} found`}
      </p>
    </div>
  )
}

/** A phone's Back closes it. */
function Overlay({ onClose }: { onClose: () => void }) {
  useOverlay(onClose)
  return null
}

/** What the words find; undefined without any. */
function useFound(words: string): readonly Emoji[] | undefined {
  const found = useSignal<readonly Emoji[] | undefined>(undefined)
  useEffect(() => {
    if (words.trim() === '') return void (found.value = undefined)
    let outdated = false
    search(words).then(
      (all) => outdated || (found.value = all.slice(0, MOST_FOUND)),
      () => outdated || (found.value = []),
    )
    return () => void (outdated = true)
  }, [words])
  return found.value
}

function Groups({ group, recent }: { group: Signal<string>; recent: boolean }) {
  const all = GROUPS.map(({ slug, name }) => ({ slug, name, sign: SIGNS[slug] }))
  return (
    <div class="emoji-groups" role="group" aria-label="Groups">
      {[...(recent ? [{ slug: RECENT, name: 'Recently used', sign: undefined }] : []), ...all].map(
        ({ slug, name, sign }) => (
          <button
            key={slug}
            type="button"
            aria-label={name}
            title={name}
            aria-pressed={slug === group.value}
            onClick={() => (group.value = slug)}
          >
            {sign ?? <Icon name="clock" size={18} />}
          </button>
        ),
      )}
    </div>
  )
}

const TONE_NAMES = ['None', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark']

function Tones({ tone }: { tone: Signal<string> }) {
  return (
    <select
      class="emoji-tone"
      aria-label="Skin tone"
      title="Skin tone"
      value={tone.value}
      onChange={({ currentTarget }) => keepTone((tone.value = currentTarget.value))}
    >
      {TONES.map((each, index) => (
        <option key={each} value={each} aria-label={TONE_NAMES[index]}>
          👋{each}
        </option>
      ))}
    </select>
  )
}

interface GridProps {
  emoji: readonly Emoji[]
  tone: string
  onPick: (emoji: Emoji) => void
}

/** One stop of the Tab key; arrows lead from one to the next. */
function Grid({ emoji, tone, onPick }: GridProps) {
  const at = useSignal(0)
  const grid = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...grid.current!.children] as HTMLElement[]
    const next = stepped(event.key, at.value, buttons)
    if (next === undefined) return
    event.preventDefault()
    at.value = next
    buttons[next]!.focus()
  }
  if (emoji.length === 0) return <p class="emoji-none quiet">No emoji found.</p>
  return (
    <div ref={grid} class="emoji-grid" role="group" aria-label="Choose an emoji" onKeyDown={onKeyDown}>
      {emoji.map((each, index) => (
        <button
          key={each.emoji}
          type="button"
          tabIndex={index === at.value ? 0 : -1}
          aria-label={each.name}
          title={each.name}
          onFocus={() => (at.value = index)}
          onClick={() => onPick(each)}
        >
          {inTone(each, tone)}
        </button>
      ))}
    </div>
  )
}

/** Where a key leads to from there; undefined where it leads nowhere. */
function stepped(key: string, at: number, buttons: readonly HTMLElement[]): number | undefined {
  const top = buttons[0]?.offsetTop
  const row = Math.max(
    1,
    buttons.findIndex(({ offsetTop }) => offsetTop !== top),
  )
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - row,
    ArrowDown: at + row,
    Home: 0,
    End: buttons.length - 1,
  }
  const next = steps[key]
  return next !== undefined && next >= 0 && next < buttons.length ? next : undefined
}
