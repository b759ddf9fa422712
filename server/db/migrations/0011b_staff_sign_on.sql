-- Another party, which staff signed on with, asked for more than one proof.
alter table identity.sessions add column proved_twice boolean not null default false;
