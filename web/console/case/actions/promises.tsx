import { plainDay } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { DayBox, TextBox } from './boxes.tsx'

/** More time: why, what was done meanwhile, until when; the class says until when at most. */
export const extend: FormPart = {
  initial: () => ({ reason: '', done: '', promisedOn: '' }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const until = view.extensionUntil
    return (
      <>
        <TextBox form={form} name="reason" label={t('act.extendReason')} rows={2} />
        <TextBox form={form} name="done" label={t('act.extendDone')} rows={2} />
        <DayBox
          form={form}
          name="promisedOn"
          label={t('act.newDay')}
          hint={until ? t('act.newDayHint', { day: plainDay(until) }) : undefined}
          until={until}
        />
      </>
    )
  },
}

/** What no deadline can hold: a plan and a day. */
export const longTerm: FormPart = {
  initial: () => ({ promisedOn: '', plan: '' }),
  Fields({ form }) {
    const { t } = useTranslation()
    return (
      <>
        <TextBox form={form} name="plan" label={t('act.plan')} />
        <DayBox form={form} name="promisedOn" label={t('act.planDay')} />
      </>
    )
  },
}
