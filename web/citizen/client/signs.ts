import { hasSign } from '../../../contract/signs.ts'
import type { Sign } from '../page.ts'
import { element, text } from './texts.ts'

/**
 * Says, while it is written, where a complaint or a denunciation belongs. It stands in nobody's
 * way: what was said is sent along (`guided`), so that the server does not say it again.
 */
export function signs(field: HTMLElement): void {
  const form = field.closest('form')!
  const area = form.querySelector<HTMLTextAreaElement>('textarea[name="description"]')!
  const known = JSON.parse(document.getElementById('signs')?.textContent || '[]') as Sign[]
  let told = form.querySelector<HTMLInputElement>('input[name="guided"]')
  let shown = ''
  let timer = 0

  function look(): void {
    const found = known.filter(({ phrases }) => hasSign(area.value, phrases))
    const codes = found.map(({ code }) => code).join(' ')
    if (codes === shown) return
    shown = codes
    if (!told) {
      told = element('input')
      told.type = 'hidden'
      told.name = 'guided'
      form.append(told)
    }
    told.value = [...new Set([...told.value.split(' '), ...codes.split(' ')])].join(' ').trim()
    field.replaceChildren()
    if (found.length === 0) return
    const notice = element('div', 'guidance')
    notice.append(...found.map((sign) => element('p', '', sign.notice)))
    notice.append(element('p', '', text('signStill')))
    field.append(notice)
  }
  area.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(look, 400)
  })
  area.addEventListener('change', look)
  look()
}
