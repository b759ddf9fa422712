import { pictureSizes } from '../../contract/pictures.ts'

const sizes = pictureSizes.map((size) => `('${size}')`).join(', ')

/** The keys of all files that the rows of one snapshot speak of, in order: for a backup. */
export const keptFilesSql = `select (id || '.' || size) collate "C" as key from (
    select id from pictures.pictures where original_gone_at is null
    union all select id from pictures.copies
  ) kept cross join (values ${sizes}) as sizes (size) order by 1`
