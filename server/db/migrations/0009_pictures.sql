-- Pictures of reports and of answers. Their files are kept elsewhere, under the picture's id.
create schema pictures;

create table pictures.pictures (
  id uuid primary key,
  -- Of what was sent, byte for byte.
  sha256 bytea not null,
  bytes int not null,
  format text not null check (format in ('jpeg', 'png', 'webp', 'avif')),
  -- Of the picture as it is shown: turned upright, made smaller.
  width int not null,
  height int not null,
  at timestamptz not null default now()
);

-- Whose a picture is: one case's, once and for all.
create table pictures.links (
  picture_id uuid primary key references pictures.pictures,
  case_id uuid not null,
  kind text not null check (kind in ('report', 'answer')),
  place int not null,
  -- Chosen by the centre to be shown with the publication.
  approved boolean not null default false,
  at timestamptz not null default now()
);
create index links_case on pictures.links (case_id, at, place);

-- Pictures that nothing names yet. A row is here before the files are, and until they are gone, so
-- that no file is ever forgotten.
create table pictures.unnamed (
  id uuid primary key,
  at timestamptz not null default now()
);
create index unnamed_at on pictures.unnamed (at);
