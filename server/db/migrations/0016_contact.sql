-- Whether reports about a subject may come without a telephone or e-mail address; null: they may.
alter table cases.subjects
  add column contact text check (contact in ('optional', 'required'));
