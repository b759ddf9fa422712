-- What the reporter answered to the subject's questions, as it was asked: a list of
-- {code, text, choices} or {code, text, words}. Words are the reporter's own, as the description is.
alter table cases.cases add column answers jsonb not null default '[]';

-- By which words a report of this kind is recognised while it is written, and what is said then.
alter table cases.choices add column signs jsonb;
