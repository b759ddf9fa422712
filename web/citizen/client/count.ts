import { element, number, text } from './texts.ts'

/**
 * Shows how much of a text's room is used. It never cuts: pasted words would vanish unseen. Read
 * aloud only near the limit, and then not at every key.
 */
export function counted(area: HTMLTextAreaElement): void {
  const limit = Number(area.dataset.count)
  const shown = element('p', 'count')
  shown.setAttribute('aria-hidden', 'true')
  const spoken = element('p', 'sr')
  spoken.setAttribute('role', 'status')
  area.after(shown, spoken)

  let timer = 0
  const update = () => {
    const left = limit - area.value.trim().length
    shown.classList.toggle('count-over', left < 0)
    shown.textContent =
      left < 0
        ? text('over', { count: number(-left) })
        : text('count', { count: number(limit - left) })
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const words = text(left < 0 ? 'over' : 'left', { count: number(Math.abs(left)) })
      spoken.textContent = left < 200 ? words : ''
    }, 1000)
  }
  area.addEventListener('input', update)
  update()
}
