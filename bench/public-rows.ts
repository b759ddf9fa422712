import type { Pool } from 'pg'

// Made-up reports of a year, spread over the communes as people are: most in a few wards.

/**
 * Fills in so many reports, without logs and persons. The agencies are the communes' own; every
 * seventh is open, some of them past their deadline.
 */
export async function insertPublicRows(pool: Pool, count: number): Promise<void> {
  // In parts: a statement may not last for ever.
  for (let done = 0; done < count; done += part) {
    await insertPart(pool, done + 1, Math.min(count, done + part))
  }
}
const part = 10_000

async function insertPart(pool: Pool, first: number, last: number): Promise<void> {
  await pool.query(
    `with places as (
       select code, lat, lon, row_number() over (order by code) as n, count(*) over () as total
       from places.units where kind = 'commune' and valid_to is null
         and parent = (select value #>> '{}' from platform.settings where key = 'province')
     ), subjects as (
       select code, name ->> 'vi' as name, class, row_number() over (order by code) as n,
         count(*) over () as total
       from cases.subjects where valid_to is null
     ), drawn as (
       select i, random() as r, 1 + floor(power(random(), 2.2) * p.total)::int as place,
         1 + floor(random() * s.total)::int as subject, now() - random() * interval '365 days' as at,
         (random() + random() + random() - 1.5) * 0.05 as north,
         (random() + random() + random() - 1.5) * 0.05 as east, random() as fate
       from generate_series($1::int, $2::int) i,
         (select total from places limit 1) p, (select total from subjects limit 1) s
     )
     insert into cases.cases (id, number, status, channel, subject, class, description, search,
       commune, agency, lat, lon, public, published_title, published_text, published_answer, rating,
       submitted_at, updated_at, answered_at, due_at)
     select gen_random_uuid(), (3000000000 + i)::text,
       case when fate < 0.86 then 'answered' when fate < 0.96 then 'in_progress' else 'submitted' end,
       'web', s.code, s.class, 'Việc cần xử lý ' || i, 'viec can xu ly ' || i, p.code,
       case when fate < 0.96 then 'X' || p.code end, p.lat + north, p.lon + east, fate < 0.86,
       case when fate < 0.86 then s.name || ' ở gần chợ, đoạn trước cổng trường tiểu học' end,
       case when fate < 0.86 then 'Người dân phản ánh việc này kéo dài nhiều ngày, đề nghị kiểm tra.' end,
       case when fate < 0.86 then 'Đã kiểm tra và xử lý xong trong ngày, có ảnh kèm theo.' end,
       case when r < 0.3 and fate < 0.86
         then (array['resolved', 'acceptable', 'unresolved'])[1 + floor(power(random(), 1.6) * 3)::int] end,
       at, at, case when fate < 0.86 then at + power(r, 2) * interval '12 days' end,
       at + interval '7 days'
     from drawn join places p on p.n = drawn.place join subjects s on s.n = drawn.subject`,
    [first, last],
  )
}
