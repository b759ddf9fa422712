-- Several reports of one matter: which one has the answer, by its number.
alter table cases.cases add column merged_into text references cases.cases (number);
create index cases_merged_into on cases.cases (merged_into) where merged_into is not null;

-- How the clock stood before an action that can be taken back; only a moment long is it of any use.
alter table cases.actions add column clock_before jsonb;
create or replace function cases.only_erase() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or current_setting('nhip.erased_case', true) is distinct from old.case_id::text
    or (new.case_id, new.seq, new.type, new.actor_kind, new.actor_id, new.actor_agency,
      new.acting_for, new.at, new.clock_before)
      is distinct from
      (old.case_id, old.seq, old.type, old.actor_kind, old.actor_id, old.actor_agency,
      old.acting_for, old.at, old.clock_before)
  then
    raise exception 'the action log is append-only';
  end if;
  return new;
end $$;

select platform.raise_wall();
