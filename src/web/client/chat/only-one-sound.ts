// One sound at a time on the page: whatever begins to play pauses all else that does.

function pauseOthers({ target }: Event): void {
  for (const each of document.querySelectorAll<HTMLMediaElement>('audio, video'))
    if (each !== target && !each.paused) each.pause()
}

/** From now on. Such events do not rise: they are heard on their way down. */
export const playOneAtATime = (): void => document.addEventListener('play', pauseOthers, true)
