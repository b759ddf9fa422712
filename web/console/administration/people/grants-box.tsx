import { Button, NativeSelect } from '@mantine/core'
import type { StaffRole } from '../../../../contract/identity.ts'
import { agencyRoles, caseRoles, staffRoles } from '../../../../contract/identity.ts'
import { useTranslation } from '../../i18n.ts'
import { useFault } from '../form/context.ts'
import { ReferenceBox } from '../form/reference-box.tsx'
import { AreasBox } from './areas.tsx'

export type Grant = { role: StaffRole; agency: string | null; areas: string[] | null }

const inAgency = new Set<StaffRole>(agencyRoles)
const aboutCases = new Set<StaffRole>(caseRoles)
/** Roles of the centre and of the province are held in no agency. */
export const isOfCentre = (role: StaffRole) => !inAgency.has(role)

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
              set(index, {
                role,
                agency: isOfCentre(role) ? null : (grant.agency ?? ''),
                areas: aboutCases.has(role) ? grant.areas : null,
              })
            }}
          />
          {isOfCentre(grant.role) ? (
            <span className="quiet grant-centre">
              {t(grant.role === 'leader' ? 'people.province' : 'people.centre')}
            </span>
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
          {aboutCases.has(grant.role) && (
            <div className="grant-areas">
              <AreasBox
                path={`grants.${index}.areas`}
                value={grant.areas}
                onChange={(areas) => set(index, { ...grant, areas })}
              />
            </div>
          )}
        </div>
      ))}
      <Button
        variant="default"
        onClick={() => onChange([...value, { role: 'officer', agency: '', areas: null }])}
      >
        {t('people.addGrant')}
      </Button>
      {fault && <p className="box-fault">{fault}</p>}
    </fieldset>
  )
}
