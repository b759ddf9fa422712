import { useQueryClient } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onLiveEvent } from '../live.ts'

/** Figures of everything are counted anew this often at most, ms. */
const atMostEvery = 10_000

/** Fetches a query again after live events: at once after a calm, else when its time has come. */
export function useFresh(queryKey: QueryKey): void {
  const client = useQueryClient()
  const name = JSON.stringify(queryKey)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = Date.now()
    const stop = onLiveEvent(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined
          last = Date.now()
          void client.invalidateQueries({ queryKey: JSON.parse(name) as QueryKey })
        },
        Math.max(250, last + atMostEvery - Date.now()),
      )
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [client, name])
}
