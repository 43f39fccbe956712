// Light or dark: as the system has it, until somebody chooses; the choice holds for both pages. public/theme.js reads it first.
import { storageKey } from './place'

const KEY = storageKey('theme')
/** What a phone paints around the page: the surface that its top has, see base.css. */
const AROUND = { light: '#ffffff', dark: '#16201d' } as const

export type Theme = 'light' | 'dark'
export type ThemeChoice = Theme | 'system'

/** What was chosen. */
export function themeChoice(): ThemeChoice {
  const value = localStorage.getItem(KEY)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** What is seen now. */
export function theme(): Theme {
  const choice = themeChoice()
  if (choice !== 'system') return choice
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Call once, before anything is drawn. */
export function applyTheme(): void {
  const root = document.documentElement
  const choice = themeChoice()
  if (choice === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = choice
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = AROUND[choice === 'system' ? (meta.media.includes('dark') ? 'dark' : 'light') : choice]
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, choice)
  applyTheme()
}

/** Turns light to dark and dark to light. */
export const toggleTheme = (): void => chooseTheme(theme() === 'dark' ? 'light' : 'dark')
