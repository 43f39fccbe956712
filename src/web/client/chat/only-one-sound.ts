// One sound at a time on the page: whatever begins to play pauses all else that does.

document.addEventListener(
  'play',
  ({ target }) => {
    for (const each of document.querySelectorAll<HTMLMediaElement>('audio, video'))
      if (each !== target && !each.paused) each.pause()
  },
  // Such events do not rise.
  true,
)
