-- What anybody may look up: reports by the words of their publication, by place, by commune.

-- The published words without diacritics and in lower case, as `contract/fold.ts` makes them. Made
-- by the database, so that whatever takes the published text away takes this away as well.
alter table cases.cases add column published_search text generated always as (
  lower(translate(
    regexp_replace(
      normalize(coalesce(published_title, '') || ' ' || coalesce(published_text, ''), NFD),
      '[\u0300-\u036f]', '', 'g'),
    'đĐ', 'dd'))
) stored;

-- A window of the map, and the counts by commune, without a look at the wide rows themselves.
create index cases_public_place on cases.cases (lat, lon)
  include (subject, status, public, due_at, paused_at, answered_at, number)
  where type = 'field_report' and lat is not null and lon is not null;
create index cases_public_commune on cases.cases (commune, submitted_at desc, id desc)
  include (subject, status, public, due_at, paused_at, answered_at, agency, rating)
  where type = 'field_report';

select platform.raise_wall();
