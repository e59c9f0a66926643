-- What a person does at the desk: on which days, on which lines, who sends for a trainee, who is asked last.
alter table person
  -- Empty is every day on which the desk is open.
  add column weekdays text[] not null default '{}'
    check (weekdays <@ '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]),
  add column levels text[] not null default '{}' check (levels <@ '{1,2}'::text[]),
  add column mentor text references person check (mentor <> code),
  add column manager text references person check (manager <> code);
update person set levels = case role when 'assistant' then '{1}'::text[] else '{2}' end where role in ('assistant', 'level2');

create table topic (
  code text primary key,
  name text not null,
  name_en text not null,
  -- In the order in which they are asked; the cover at a place is of the specialist at that place, the last also of those after.
  specialists text[] not null default '{}',
  covers text[] not null default '{}',
  straight_to_external boolean not null default false,
  active boolean not null default true
);
insert into topic (code, name, name_en, straight_to_external) values
  ('cruises', 'Campagnes à la mer', 'Cruises', false),
  ('physics', 'Océanographie physique', 'Physical oceanography', false),
  ('biogeochemistry', 'Biogéochimie', 'Biogeochemistry', false),
  ('geophysics', 'Géophysique et géosciences marines', 'Marine geophysics and geosciences', false),
  ('catalogue', 'Catalogue et portail', 'Catalogue and portal', false),
  ('formats', 'Formats de fichiers', 'File formats', false),
  ('doi', 'DOI et citation', 'DOI and citation', false),
  ('access', 'Accès aux données', 'Access to data', false),
  ('infrastructure', 'Infrastructure et services informatiques', 'Infrastructure and computing services', true),
  ('other', 'Autre sujet', 'Another topic', false);

create table absence (
  code text primary key,
  -- A remark for colleagues; on no page outside the console.
  name text not null default '',
  person text not null references person,
  kind text not null default 'leave' check (kind in ('leave', 'training', 'mission', 'other')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  cover text references person,
  reads_mail boolean not null default false,
  cancelled boolean not null default false,
  -- When the open work of whoever is away was moved.
  followed_at timestamptz,
  check (starts_at < ends_at),
  check (cover <> person)
);
create index absence_span on absence (ends_at, starts_at) where not cancelled;

-- One row: how the desk hands over, and what its workflow waits for.
create table rota_settings (
  id int primary key default 1 check (id = 1),
  zone text not null default 'Europe/Paris',
  hand_over text not null default '08:30' check (hand_over ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  duty_on_closed_days boolean not null default false,
  -- On which days and hours the desk works.
  calendar text not null default 'office' references calendar,
  -- Whether level 2 is asked to relieve level 1 when more falls due today than level 1 can do: off, propose, act.
  relief text not null default 'off' check (relief in ('off', 'propose', 'act')),
  -- Working minutes that a request takes, for the measure of it.
  ticket_minutes int not null default 20 check (ticket_minutes between 1 and 450),
  -- Working minutes of a day that a person on duty has for requests.
  duty_minutes int not null default 360 check (duty_minutes between 10 and 1440),
  -- Of what level 1 can do: above the first relief begins, at the second it ends.
  relief_begin_percent int not null default 100 check (relief_begin_percent between 50 and 300),
  relief_end_percent int not null default 70 check (relief_end_percent >= 10 and relief_end_percent < relief_begin_percent),
  weighed_at timestamptz,
  relieving_since timestamptz,
  -- Numbers of the requests that level 2 is asked to take.
  relief_offered text[] not null default '{}',
  handed_over_on date,
  next_step text,
  next_due_at timestamptz
);
insert into rota_settings default values;

create table rota_rotation (
  level int primary key check (level in (1, 2)),
  members text[] not null,
  turn text not null check (turn in ('day', 'week')),
  starts_on date not null
);

-- `code` is made of the other columns.
create table rota_shift (
  code text primary key,
  name text not null default '',
  day date not null,
  level text not null check (level in ('1', '2')),
  layer text not null default 'rotation' check (layer in ('rotation', 'temporary')),
  person text not null references person,
  unique (day, level, layer)
);

create table rota_override (
  id int generated always as identity primary key,
  level int not null check (level in (1, 2)),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  out_person text references person,
  in_person text references person,
  made_by text not null,
  made_at timestamptz not null,
  cancelled_at timestamptz,
  check (starts_at < ends_at),
  check (num_nonnulls(out_person, in_person) > 0 and out_person is distinct from in_person)
);
create index rota_override_span on rota_override (ends_at) where cancelled_at is null;

-- A secret address of the rota as a calendar; `person` when it is of one person's duties alone.
create table rota_feed (
  id uuid primary key,
  token_hash bytea not null unique,
  person text references person,
  made_by text not null references person,
  made_at timestamptz not null,
  revoked_at timestamptz
);

-- Who was sent the open work of a day.
create table rota_hand_over (
  day date not null,
  person text not null references person,
  mail uuid not null unique references mail,
  primary key (day, person)
);

-- Each look at what level 1 has to do: the measure in working minutes, the thresholds that held, and what was done.
create table relief_look (
  id int generated always as identity primary key,
  at timestamptz not null,
  -- By when it had to be done.
  until_at timestamptz not null,
  at_risk int not null,
  capacity int not null,
  level2_at_risk int not null,
  level2_capacity int not null,
  begin_percent int not null,
  end_percent int not null,
  done text not null check (done in ('nothing', 'begun', 'handed_over', 'offered', 'taken', 'no_room', 'ended')),
  tickets text[] not null default '{}',
  person text references person
);
