-- Two roles more: who leads a shift of the centre, and who leads the province.
alter table identity.grants drop constraint grants_role_check;
alter table identity.grants
  add constraint grants_role_check check (role in ('operator', 'shift_lead', 'coordinator',
    'officer', 'head', 'leader', 'administrator', 'auditor')),
  -- The communes whose cases a grant counts for; null: all.
  add column areas text[],
  add constraint grants_areas_check check (cardinality(areas) > 0);

-- How often agencies have handed a case back since it came or was reopened: from the second time on
-- the shift lead decides.
alter table cases.cases add column hand_backs int not null default 0;
update cases.cases c set hand_backs = counted.times
from (
  select a.case_id, count(*)::int as times
  from cases.actions a
  where a.type = 'hand_back' and a.seq > coalesce(
    (select max(r.seq) from cases.actions r where r.case_id = a.case_id and r.type = 'reopen'), 0)
  group by a.case_id
) counted
where counted.case_id = c.id;
