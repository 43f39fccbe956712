// The address by which the page shows a file that is here, for as long as somebody shows it.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

export function useObjectUrl(file: Blob): string | undefined {
  const url = useSignal<string | undefined>(undefined)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    url.value = made
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url.value
}
