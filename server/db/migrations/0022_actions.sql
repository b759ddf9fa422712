-- Several reports of one matter: which one has the answer, by its number.
alter table cases.cases add column merged_into text references cases.cases (number);
create index cases_merged_into on cases.cases (merged_into) where merged_into is not null;

select platform.raise_wall();
