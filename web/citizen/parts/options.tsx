/** @jsxImportSource preact */
import type { Catalogue } from '../page.ts'

/** The subjects below the names of their groups. */
export function SubjectOptions({ catalogue, chosen }: { catalogue: Catalogue; chosen: string }) {
  return (
    <>
      {catalogue.groups.map((group) => {
        const subjects = catalogue.subjects.filter((subject) => subject.group === group.code)
        if (subjects.length === 0) return null
        return (
          <optgroup key={group.code} label={group.name}>
            {subjects.map(({ code, name }) => (
              <option key={code} value={code} selected={code === chosen}>
                {name}
              </option>
            ))}
          </optgroup>
        )
      })}
    </>
  )
}

/** The communes of the province. */
export function CommuneOptions({ catalogue, chosen }: { catalogue: Catalogue; chosen: string }) {
  return (
    <>
      {catalogue.communes.map(({ code, name }) => (
        <option key={code} value={code} selected={code === chosen}>
          {name}
        </option>
      ))}
    </>
  )
}
