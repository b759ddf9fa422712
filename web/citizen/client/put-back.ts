/** Puts a kept value back into its box of a form, and lets the box's helpers know. */
export function putBack(form: HTMLFormElement, name: string, value: string): void {
  // By name alone: a searchable box has the id of the select it stands for.
  const boxes = [
    ...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name="${CSS.escape(name)}"]`),
  ]
  const ticked = boxes.find(
    (box) => (box.type === 'radio' || box.type === 'checkbox') && box.value === value,
  )
  if (ticked) {
    // What somebody agrees to they tick themselves, each time.
    if (!name.startsWith('consent.')) (ticked as HTMLInputElement).checked = true
    return
  }
  const [box] = boxes
  if (!box || box.type === 'radio' || box.type === 'checkbox') return
  box.value = value
  box.dispatchEvent(new Event(box instanceof HTMLSelectElement ? 'change' : 'input'))
}
