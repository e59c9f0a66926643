-- Good-practice advice: topics in versions, what was given to whom and whether it helped.
create table advice (
  code text not null,
  version integer not null,
  state text not null check (state in ('draft', 'published', 'withdrawn')),
  checks text[] not null default '{}',
  sensor_types text[] not null default '{}',
  general boolean not null default false,
  sources text[] not null default '{}',
  title_fr text not null,
  text_fr text not null,
  title_en text not null,
  text_en text not null,
  -- null for what came with the product
  author text,
  at timestamptz,
  primary key (code, version)
);
create unique index advice_draft on advice (code) where state = 'draft';

create table advice_given (
  id bigint generated always as identity primary key,
  mail uuid not null references mail,
  supplier text not null,
  -- '' when the case names none
  sensor text not null,
  code text not null,
  version integer not null,
  at timestamptz not null,
  helped boolean,
  helped_at timestamptz,
  unique (mail, code),
  foreign key (code, version) references advice
);
create index advice_given_to on advice_given (supplier, sensor, code, at);
create index advice_given_code on advice_given (code);

alter table policy
  add column advice_again_after_ms bigint not null default 7776000000,
  add column checklist_before_ms bigint not null default 1814400000;

-- Checklists before cruises.
alter table cruise
  add column chief_scientist_email text,
  add column cancelled boolean not null default false;

create table checklist (
  id bigint generated always as identity primary key,
  cruise text not null unique,
  -- what its topics were when it was written: [{code, cases}]
  topics jsonb not null default '[]',
  sent_at timestamptz,
  -- the start for which it fell due when the cruise had begun already
  late_for timestamptz,
  token_hash bytea unique,
  next_step text,
  next_due_at timestamptz
);
create index checklist_due on checklist (next_due_at) where next_due_at is not null;

create table checklist_mail (
  mail uuid primary key references mail,
  checklist bigint not null references checklist
);
