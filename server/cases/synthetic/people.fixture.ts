import type { Viewer } from '../../identity/index.ts'
import type { ProvincePeople } from './world.ts'

const person = (id: string, grants: Viewer['grants']): Viewer => ({
  id,
  name: id,
  email: `${id}@vidu.vn`,
  grants,
})

/** People of the centre and of these agencies who are nobody's account. */
export function madeUpPeople(agencies: Iterable<string>): ProvincePeople {
  const centre = (id: string, role: 'operator' | 'shift_lead') =>
    person(id, [{ role, agency: null }])
  return {
    centre: {
      operators: [centre('dieuphoi', 'operator'), centre('dieuphoi2', 'operator')],
      leads: [centre('truongca', 'shift_lead')],
    },
    agencies: new Map(
      [...agencies].map((agency) => [
        agency,
        {
          coordinator: person(`daumoi-${agency}`, [{ role: 'coordinator', agency }]),
          officer: person(`canbo-${agency}`, [{ role: 'officer', agency }]),
          head: person(`lanhdao-${agency}`, [{ role: 'head', agency }]),
        },
      ]),
    ),
  }
}
