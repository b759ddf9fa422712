-- What the viewer's grants reach, as before, but planned once a connection: functions in SQL are
-- unfolded into every statement that meets a policy, and planning them cost more than reading.
create or replace function cases.reach_all(roles text[]) returns boolean
language plpgsql stable parallel safe as $$
begin
  return exists (
    select from jsonb_array_elements(platform.viewer() -> 'grants') g
    where g ->> 'role' = any(roles) and g ->> 'agency' is null
      and coalesce(g -> 'areas', 'null') = 'null');
end $$;
create or replace function cases.reach_agencies(roles text[]) returns text[]
language plpgsql stable parallel safe as $$
begin
  return array(
    select g ->> 'agency'
    from jsonb_array_elements(platform.viewer() -> 'grants') g
    where g ->> 'role' = any(roles) and g ->> 'agency' is not null
      and coalesce(g -> 'areas', 'null') = 'null');
end $$;
create or replace function cases.reach_areas(roles text[]) returns text[]
language plpgsql stable parallel safe as $$
begin
  return array(
    select coalesce(g ->> 'agency', '') || ' ' || area
    from jsonb_array_elements(platform.viewer() -> 'grants') g
    cross join lateral jsonb_array_elements_text(nullif(g -> 'areas', 'null')) as area
    where g ->> 'role' = any(roles));
end $$;
