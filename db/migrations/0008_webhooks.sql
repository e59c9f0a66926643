-- Receivers of events, what waits for each of them, and what came of every attempt.
create table webhook (
  id integer generated always as identity primary key,
  code text not null unique,
  name text not null,
  url text not null,
  types text[] not null default '{}',
  owner_email text not null,
  state text not null check (state in ('unproven', 'active', 'paused', 'disabled')),
  why text check (why in ('person', 'schedule_over', 'refused', 'gone')),
  secret bytea not null,
  old_secret bytea,
  old_secret_until timestamptz,
  challenge text not null,
  created_at timestamptz not null,
  taken_to bigint not null,
  wanted_at timestamptz,
  failures integer not null default 0,
  refusals integer not null default 0,
  not_before timestamptz,
  succeeded_at timestamptz,
  lease uuid,
  next_step text,
  next_due_at timestamptz
);
create index webhook_overdue on webhook (next_due_at) where next_due_at is not null;

create table webhook_delivery (
  id bigint generated always as identity primary key,
  webhook integer not null references webhook (id),
  position bigint not null,
  line text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'stopped', 'skipped')),
  attempts integer not null default 0,
  not_before timestamptz,
  delivered_at timestamptz,
  unique (webhook, position)
);
create index webhook_delivery_queue on webhook_delivery (webhook, position) where state = 'waiting';
create index webhook_delivery_line on webhook_delivery (webhook, line, position) where state in ('waiting', 'stopped');

create table webhook_attempt (
  id bigint generated always as identity primary key,
  webhook integer not null references webhook (id),
  delivery bigint references webhook_delivery (id),
  at timestamptz not null,
  duration_ms integer not null,
  outcome text not null check (outcome in ('delivered', 'failed', 'refused', 'gone')),
  status integer,
  trouble text,
  answer text
);
create index webhook_attempt_delivery on webhook_attempt (delivery, id);
create index webhook_delivery_old on webhook_delivery (delivered_at) where state = 'delivered';
create index webhook_attempt_latest on webhook_attempt (webhook, id);

-- The relay wakes receivers before all else.
create index outbox_webhook on outbox (id) where kind = 'webhook';

-- The bytes of a report that was posted as a file, so that a copy with its flags changed can be made.
alter table run
  add column input_sha256 bytea references file (sha256),
  add column input_about jsonb;
create index run_input on run (input_sha256) where input_sha256 is not null;

-- The mail about a webhook that was paused has no case.
alter table mail add column webhook integer references webhook (id);
alter table mail drop constraint if exists mail_kind_check;
alter table mail add constraint mail_kind_check check (kind ~ '^[a-z_]{1,40}$');
