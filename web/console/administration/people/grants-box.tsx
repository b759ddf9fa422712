import { Button, NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StaffRole } from '../../../../contract/identity.ts'
import { staffRoles } from '../../../../contract/identity.ts'
import { useFault } from '../form/context.ts'
import { ReferenceBox } from '../form/reference-box.tsx'

export type Grant = { role: StaffRole; agency: string | null }

/** Roles of the centre are held in no agency. */
const ofCentre = new Set<StaffRole>(['operator', 'administrator', 'auditor'])
export const isOfCentre = (role: StaffRole) => ofCentre.has(role)

/** The roles of a person, each with its agency. */
export function GrantsBox(props: { value: Grant[]; onChange: (value: Grant[]) => void }) {
  const { value, onChange } = props
  const { t } = useTranslation('administration')
  const fault = useFault('grants')
  const set = (at: number, grant: Grant) =>
    onChange(value.map((old, index) => (index === at ? grant : old)))
  return (
    <fieldset className="box-frame" id="box-grants" tabIndex={-1}>
      <legend>{t('people.grants')}</legend>
      {value.map((grant, index) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
          key={index}
          className="grant"
          role="group"
          aria-label={t('form.row', { number: index + 1 })}
        >
          <NativeSelect
            label={t('people.role')}
            data={staffRoles.map((role) => ({ value: role, label: t(`console:role.${role}`) }))}
            value={grant.role}
            onChange={({ currentTarget }) => {
              const role = currentTarget.value as StaffRole
              set(index, { role, agency: isOfCentre(role) ? null : (grant.agency ?? '') })
            }}
          />
          {isOfCentre(grant.role) ? (
            <span className="quiet grant-centre">{t('people.centre')}</span>
          ) : (
            <ReferenceBox
              path={`grants.${index}.agency`}
              label={t('people.agency')}
              kind="agencies"
              also={undefined}
              required
              value={grant.agency ?? ''}
              onChange={(agency) => set(index, { ...grant, agency })}
            />
          )}
          <Button
            variant="subtle"
            aria-label={t('form.removeRow', { row: t('form.row', { number: index + 1 }) })}
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          >
            {t('form.remove')}
          </Button>
        </div>
      ))}
      <Button
        variant="default"
        onClick={() => onChange([...value, { role: 'officer', agency: '' }])}
      >
        {t('people.addGrant')}
      </Button>
      {fault && <p className="box-fault">{fault}</p>}
    </fieldset>
  )
}
