import { chosenSubject } from './subjects.ts'
import { element, text } from './texts.ts'

type Line = { label: string; words: string; step: string }

/** Writes what the form holds into the last step, each line with the way back to where it is given. */
export function checkAnswers(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>('[data-check]')!
  list.replaceChildren(
    ...linesOf(form).map(({ label, words, step }) => {
      const change = element('a', '', text('edit'))
      change.href = `#${step}`
      change.dataset.change = ''
      change.append(element('span', 'sr', ` ${label}`))
      const row = element('div')
      const said = element('dd', 'check-words', words || text('none'))
      const ways = element('dd')
      ways.append(change)
      row.append(element('dt', '', label), said, ways)
      return row
    }),
  )
}

function linesOf(form: HTMLFormElement): Line[] {
  const value = (name: string) =>
    form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim() ?? ''
  const optionOf = (select: HTMLSelectElement) =>
    select.value === '' ? '' : (select.selectedOptions[0]?.text ?? '')
  const commune = form.querySelector<HTMLSelectElement>('select[name="commune"]')!
  const point = form.querySelector('[data-map-point]')?.textContent ?? ''
  const place = [value('address'), optionOf(commune)].filter(Boolean).join(', ')
  const pictures = form.querySelectorAll('[data-picture-list] > li').length
  const consents = [...form.querySelectorAll('#consents :checked')]
  const consentWords = consents.map((box) => box.closest('label')!.textContent.trim())
  return [
    { label: labelOf(form, 'subject'), words: optionOf(chosenSubject(form)), step: 'viec-gi' },
    {
      label: text('place'),
      words: [place, value('lat') && point].filter(Boolean).join('\n'),
      step: 'o-dau',
    },
    { label: labelOf(form, 'description'), words: value('description'), step: 'chi-tiet' },
    ...answered(form),
    {
      label: labelOf(form, 'pictures'),
      words: pictures === 0 ? '' : text('pictureCount', { count: pictures }),
      step: 'chi-tiet',
    },
    {
      label: text('contact'),
      words: [value('name'), value('phone'), value('email')].filter(Boolean).join('\n'),
      step: 'lien-he',
    },
    ...(form.querySelector('#consents')
      ? [{ label: text('consents'), words: consentWords.join('\n'), step: 'lien-he' }]
      : []),
  ]
}

/** The questions of the subject that were answered. */
function answered(form: HTMLFormElement): Line[] {
  return [...form.querySelectorAll<HTMLElement>('[data-question]')].flatMap((question) => {
    const ticked = [...question.querySelectorAll(':checked')]
    const words =
      ticked.map((box) => box.closest('label')!.textContent.trim()).join(', ') ||
      (question.querySelector<HTMLInputElement>('input[type="text"]')?.value.trim() ?? '')
    const label = question.dataset.question!
    return words === '' ? [] : [{ label, words, step: 'chi-tiet' }]
  })
}

/** A box's label, without what stands behind it in brackets. */
function labelOf(form: HTMLFormElement, id: string): string {
  const words = form.querySelector(`label[for="${id}"]`)?.textContent ?? ''
  return words.replace(/\s*\(.*\)\s*$/, '')
}
