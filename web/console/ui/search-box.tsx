import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'

const pause = 300

/** Words to search; who listens hears them after a moment, or at once on Enter. */
export function SearchBox(props: {
  label: string
  placeholder: string
  q: string
  onSearch: (q: string) => void
}) {
  const { label, placeholder, q, onSearch } = props
  const [typed, setTyped] = useState(q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const go = (value: string) => {
    clearTimeout(timer.current)
    onSearch(value.trim())
  }
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault()
        go(typed)
      }}
    >
      <TextInput
        type="search"
        size="xs"
        aria-label={label}
        placeholder={placeholder}
        leftSection={<Icon name="search" />}
        value={typed}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget
          setTyped(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => go(value), pause)
        }}
      />
    </form>
  )
}
