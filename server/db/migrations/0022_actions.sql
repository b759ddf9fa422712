-- Several reports of one matter: which one has the answer, by its number.
alter table cases.cases add column merged_into text references cases.cases (number);
create index cases_merged_into on cases.cases (merged_into) where merged_into is not null;

-- Several matters in one report: which one it came as, by its number.
alter table cases.cases add column split_from text references cases.cases (number);
create index cases_split_from on cases.cases (split_from) where split_from is not null;

alter table cases.cases
  -- The day an agency asks for, until the centre decides; and how often it asked.
  add column extension text,
  add column extensions int not null default 0,
  add column reminders int not null default 0,
  -- What the province's leaders were told.
  add column escalation text,
  -- Why the reporter says that it is urgent now, until the shift lead has seen it.
  add column urgent text,
  -- By when everybody hears how a long-term case goes on.
  add column progress_due_at timestamptz;
create index cases_flagged on cases.cases (due_at, id)
  where extension is not null or escalation is not null or urgent is not null;

-- It came back: how many reports of the same subject were answered there in the year before it, within
-- 100 m or with the same address. Counted once, when it comes.
alter table cases.cases
  add column recurs int not null default 0,
  -- The address without diacritics and in lower case, to be compared.
  add column address_key text;
-- By an expression of its own: the plan for a submission is made while the table is small and kept,
-- and an index on the place alone would do as well then, and badly later.
create index cases_answered_near on cases.cases (subject, (lat + 0))
  where answered_at is not null and lat is not null;
create index cases_answered_at on cases.cases (subject, commune, address_key)
  where answered_at is not null and address_key is not null;

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
