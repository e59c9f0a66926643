-- Rules with a threshold, holds until resolved, what a supplier has been told, tasks that need no case, folded rows.

-- A case of a rule asks nobody before so many of its anomalies are open.
alter table rule
  add column threshold int not null default 1 check (threshold > 0),
  -- To whom its cases go: a supplier, a contact, a role; null = as the registers say.
  add column route jsonb;

-- A silence that also ends once nothing of what it matches has failed for so long.
alter table hold
  add column quiet_ms bigint check (quiet_ms > 0),
  -- The end before it was last moved: cases that still wait until then are to be moved as well.
  add column moved_from timestamptz,
  add column ended_at timestamptz,
  add column next_step text,
  add column next_due_at timestamptz;
create index hold_overdue on hold (next_due_at) where next_due_at is not null;

-- How long a supplier who has said "received" is left alone, and how far news of one case are apart.
alter table policy
  add column acknowledged_for_ms bigint not null default 1209600000 check (acknowledged_for_ms > 0),
  add column news_interval_ms bigint not null default 86400000 check (news_interval_ms > 0);

alter table anomaly_case
  -- The contact knows of it as failing.
  add column told_failing boolean not null default false,
  -- Since when it has anomalies that the contact has not been told of.
  add column grown_at timestamptz,
  -- When news were last written.
  add column news_at timestamptz;
update anomaly_case set told_failing = true where letter_sent_at is not null and source_recovered_at is null;

-- A task is about a case, or about something else by its name in the log, as `expectation/7`.
alter table task alter column case_id drop not null, add column subject text, add check (num_nonnulls(case_id, subject) = 1);
create unique index task_open_of_subject on task (subject, code) where done_at is null and subject is not null;
create index task_standing on task (id) where done_at is null;

-- Items beyond a cap: no anomaly is made of them, and each can be read again by the run that brought it.
create table folded (
  id bigint generated always as identity primary key,
  run text not null,
  case_id bigint not null,
  fingerprint bytea not null,
  severity text not null,
  doc jsonb not null
);
create index folded_of_run on folded (run, id);
