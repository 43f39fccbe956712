// Loaded before anything is drawn: whoever has chosen dark sees no flash of light. See shared/theme.ts, which keeps the choice.
{
  const below = new URL('.', location.href).pathname.replace(/\/$/, '')
  try {
    const choice = localStorage.getItem(below === '' ? 'theme' : `${below} theme`)
    if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice
  } catch {
    // A browser that keeps nothing has no choice to show.
  }
}
