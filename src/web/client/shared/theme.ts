// Light or dark: as the system has it, until somebody chooses; the choice holds for both pages.
import { storageKey } from './place'

const KEY = storageKey('theme')

export type Theme = 'light' | 'dark'

function chosen(): Theme | undefined {
  const value = localStorage.getItem(KEY)
  return value === 'light' || value === 'dark' ? value : undefined
}

/** What is seen now. */
export function theme(): Theme {
  return chosen() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
}

/** Call once, before anything is drawn. */
export function applyTheme(): void {
  const root = document.documentElement
  const choice = chosen()
  if (choice) root.dataset['theme'] = choice
  else delete root.dataset['theme']
}

/** Turns light to dark and dark to light. */
export function toggleTheme(): void {
  localStorage.setItem(KEY, theme() === 'dark' ? 'light' : 'dark')
  applyTheme()
}
