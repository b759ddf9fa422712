/** @jsxImportSource preact */
import type { SubjectQuestion } from '../../../contract/report-answers.ts'
import type { Catalogue, Refusal, Typed } from '../page.ts'
import type { View } from '../view.ts'
import { errorOf, Field } from './form.tsx'

type Props = {
  view: View
  catalogue: Catalogue
  typed: Typed
  refusal: Refusal | null
}

/**
 * The questions of the subject that was chosen, as far as the server knows of it; the script brings
 * those of another. Its markup is made again in `client/questions.ts`.
 */
export function Questions({ view, catalogue, typed, refusal }: Props) {
  const subject = catalogue.subjects.find(({ code }) => code === typed.subject)
  return (
    <>
      <p class="hint questions-hint">{view.t('report.questionsHint')}</p>
      <div data-questions data-for={subject?.code ?? ''}>
        {subject?.questions.map((question) => (
          <Question
            key={question.code}
            view={view}
            question={question}
            name={`answer.${subject.code}.${question.code}`}
            typed={typed}
            error={errorOf(view, refusal, question.code)}
          />
        ))}
      </div>
      <div class="field" data-ask>
        <p class="hint">{view.t('report.askHint')}</p>
        <button
          class="button button-quiet"
          type="submit"
          name="ask"
          value="1"
          formaction="/gui-phan-anh#chi-tiet"
        >
          {view.t('report.ask')}
        </button>
      </div>
    </>
  )
}

function Question({
  view,
  question: { code, text, type, options },
  name,
  typed,
  error,
}: {
  view: View
  question: SubjectQuestion
  name: string
  typed: Typed
  error: string | null
}) {
  if (options.length === 0) {
    return (
      <div data-question={text}>
        <Field view={view} id={code} label={text} error={error}>
          {(tied) => (
            <input {...tied} type="text" name={name} value={typed[name] ?? ''} autoComplete="off" />
          )}
        </Field>
      </div>
    )
  }
  const isMany = type === 'many'
  return (
    <fieldset class="question" id={code} data-question={text}>
      <legend>{text}</legend>
      {error && (
        <p class="wrong">
          <span class="sr">{view.t('field.prefix')} </span>
          {error}
        </p>
      )}
      <div class="options">
        {options.map((option) => {
          const box = isMany ? `${name}.${option.code}` : name
          const value = isMany ? 'yes' : option.code
          return (
            <label key={option.code} class="choice">
              <input
                type={isMany ? 'checkbox' : 'radio'}
                name={box}
                value={value}
                checked={typed[box] === value}
              />
              <span>{option.name}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
