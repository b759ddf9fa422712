import { TextInput } from '@mantine/core'
import { useTranslation } from '../../i18n.ts'
import type { FormPart } from '../action-panel.tsx'
import { TextBox } from './boxes.tsx'
import { ShownPictures } from './shown-pictures.tsx'

/** What everybody will read: an edited title, text and answer; the reporter's words stay closed. */
export const publish: FormPart = {
  initial: ({ centre, pictures }) => ({
    title: centre?.draft.title ?? '',
    text: centre?.draft.text ?? '',
    answer: centre?.draft.answer ?? '',
    // After a reopening: what was shown before.
    pictures: pictures.filter((one) => one.chosen).map(({ id }) => id),
  }),
  Fields({ form, view }) {
    const { t } = useTranslation()
    const wrong = form.wrong('title')
    return (
      <>
        <TextInput
          name="title"
          label={t('act.publicTitle')}
          value={String(form.values.title ?? '')}
          error={wrong && t(`common:field.${wrong}`)}
          onChange={({ currentTarget }) => form.set({ title: currentTarget.value })}
        />
        <TextBox form={form} name="text" label={t('act.publicText')} rows={3} />
        <TextBox form={form} name="answer" label={t('act.publicAnswer')} rows={5} />
        <ShownPictures form={form} view={view} />
      </>
    )
  },
}
