/** What the button below will do, said before it is pressed. */
export function Effect({ words }: { words: string }) {
  return (
    <p className="panel-effect" role="status">
      {words}
    </p>
  )
}
