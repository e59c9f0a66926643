-- When desks work. Each row is the version in force; register_version keeps every one.
create table calendar (
  code text primary key,
  name text not null,
  zone text not null,
  monday text,
  tuesday text,
  wednesday text,
  thursday text,
  friday text,
  saturday text,
  sunday text,
  public_holidays text,
  holidays text[] not null default '{}',
  closures text[] not null default '{}',
  shifts text[] not null default '{}'
);
insert into calendar (code, name, zone, monday, tuesday, wednesday, thursday, friday, public_holidays)
select 'office', 'Heures ouvrées', 'Europe/Paris', hours, hours, hours, hours, hours, 'FR'
  from (values ('09:00-12:30, 13:30-17:30')) as week (hours);

-- What is promised to whom, in working minutes; the lowest rank that matches is taken.
create table sla_policy (
  code text primary key,
  name text not null,
  rank bigint not null unique,
  types text[] not null default '{}',
  priorities text[] not null default '{}',
  groups text[] not null default '{}',
  calendar text not null references calendar,
  response_minutes bigint,
  update_minutes bigint,
  resolution_minutes bigint,
  ola_level1_minutes bigint,
  ola_level2_minutes bigint,
  ola_specialist_minutes bigint,
  ola_external_minutes bigint,
  update_mode text not null default 'answer' check (update_mode in ('answer', 'every')),
  reopen_days bigint not null default 5
);
insert into sla_policy (code, name, rank, types, priorities, calendar, response_minutes, update_minutes, resolution_minutes,
                        ola_level1_minutes, ola_level2_minutes, ola_specialist_minutes, ola_external_minutes) values
  ('trouble-urgent', 'Alerte ou incident, urgent', 10, '{alert,incident}', '{urgent}', 'office', 60, 120, 450, 60, 120, 240, 450),
  ('trouble-high', 'Alerte ou incident, priorité haute', 20, '{alert,incident}', '{high}', 'office', 120, 240, 900, 120, 240, 450, 900),
  ('trouble', 'Alerte ou incident', 30, '{alert,incident}', '{}', 'office', 240, 450, 1350, 240, 450, 900, 1350),
  ('remark', 'Remarque', 40, '{remark}', '{}', 'office', 900, 2250, 4500, 450, 900, 2250, 2250),
  ('urgent', 'Demande urgente', 50, '{}', '{urgent}', 'office', 120, 240, 900, 120, 240, 450, 900),
  ('high', 'Demande de priorité haute', 60, '{}', '{high}', 'office', 240, 450, 1350, 240, 450, 900, 1350),
  ('normal', 'Demande', 70, '{}', '{normal}', 'office', 450, 900, 2250, 450, 900, 1350, 2250),
  ('any', 'Toute autre demande', 1000, '{}', '{}', 'office', 900, 2250, 4500, 450, 900, 2250, 2250);

-- Every version of a row that running clocks keep to.
create table register_version (
  register text not null,
  code text not null,
  version int not null,
  row jsonb not null,
  author text not null,
  at timestamptz not null,
  primary key (register, code, version)
);
insert into register_version
  select 'calendars', code, 1, to_jsonb(calendar), 'clock', now() from calendar
  union all
  select 'sla-policies', code, 1, to_jsonb(sla_policy), 'clock', now() from sla_policy;

-- Running clocks that were put on another version of their calendar, from an instant on, or of their policy.
create table clock_migration (
  id bigint generated always as identity primary key,
  calendar text,
  policy text,
  version int not null,
  effective_at timestamptz not null,
  author text not null,
  at timestamptz not null,
  check (num_nonnulls(calendar, policy) = 1)
);
create table clock_migration_row (
  migration bigint not null references clock_migration,
  clock bigint not null,
  due_before timestamptz,
  due_after timestamptz,
  target_before_ms bigint,
  target_after_ms bigint,
  breached_before boolean not null,
  breached_after boolean not null,
  primary key (migration, clock)
);
create index clock_migration_row_of on clock_migration_row (clock);

-- A contact may be written to by a calendar, in place of quiet hours and working days of their own.
alter table contact add column calendar text references calendar;
create index contact_calendar on contact (calendar) where calendar is not null;
