import { Radio } from '@mantine/core'
import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { DayBox, TextBox } from './boxes.tsx'
import { ProofBox } from './proof-box.tsx'

/** Four boxes instead of a letter. A returned answer is mended, not written anew. */
export const answer: FormPart = {
  initial: ({ log }) => {
    const last = log.findLast(({ type }) => type === 'answer')?.input
    const text = (name: string) => (typeof last?.[name] === 'string' ? last[name] : '')
    return {
      checked: text('checked'),
      done: text('done'),
      finished: typeof last?.finished === 'boolean' ? last.finished : undefined,
      promisedOn: text('promisedOn'),
    }
  },
  Fields({ form, view }) {
    const { t } = useTranslation()
    const { finished } = form.values
    const wrong = form.wrong('finished')
    return (
      <>
        <TextBox form={form} name="checked" label={t('act.checked')} hint={t('act.checkedHint')} />
        <TextBox form={form} name="done" label={t('act.didWhat')} hint={t('act.didWhatHint')} />
        <Radio.Group
          name="finished"
          label={t('act.finished')}
          error={wrong && t(`common:field.${wrong}`)}
          value={finished === undefined ? '' : finished ? 'yes' : 'no'}
          onChange={(value) =>
            form.set({ finished: value === 'yes', ...(value === 'yes' && { promisedOn: '' }) })
          }
        >
          <div className="choices">
            <Radio value="yes" label={t('act.finishedYes')} />
            <Radio value="no" label={t('act.finishedNo')} />
          </div>
        </Radio.Group>
        {finished === false && (
          <DayBox
            form={form}
            name="promisedOn"
            label={t('act.promisedOn')}
            hint={t('act.promisedOnHint')}
          />
        )}
        <ProofBox form={form} view={view} />
      </>
    )
  },
}
