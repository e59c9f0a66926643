-- Conversation on a case, forwards, drafts, one answer for a set of cases.

-- Words of either side. Erasing one empties its text and leaves the row, so that the log still names it.
alter table message
  add column side text not null generated always as (case when author like 'contact:%' or author like 'guest:%' then 'supplier' else 'desk' end) stored,
  add column via text check (via in ('page', 'mail', 'console', 'api')),
  -- Names one submission, or one mail; null when it cannot come twice.
  add column submission bytea unique,
  add column erased_at timestamptz;
create index message_of_case on message (case_id, at);

-- Somebody to whom a supplier's contact, or another guest, has passed a link on.
create table guest (
  id int generated always as identity primary key,
  forwarded_by bytea not null references link (token_hash),
  name text not null,
  email text not null,
  submission bytea unique,
  created_at timestamptz not null
);
create index guest_of_link on guest (forwarded_by);

alter table link
  add column guest int references guest (id),
  add column rights text[] not null default '{view,comment,upload,submit}';
create index link_of_contact on link (contact);

-- A link ends for one case alone, or (`link.revoked_at`) as a whole.
alter table mail_case add column revoked_at timestamptz;

-- What somebody has begun to fill in; `scope` is a case's number, or `letter` for the answer to several.
create table draft (
  token_hash bytea not null references link (token_hash),
  scope text not null,
  fields jsonb not null,
  saved_at timestamptz not null,
  primary key (token_hash, scope)
);

-- One answer given to several cases at once; its answers name it. Sensor and interval when it went by them.
create table answer_set (
  id uuid primary key,
  code text not null,
  author text not null,
  sensor text,
  starts_at timestamptz,
  ends_at timestamptz,
  at timestamptz not null
);
alter table answer
  add column answer_set uuid references answer_set (id) deferrable initially deferred,
  add column withdrawn_at timestamptz,
  -- Whom a wrong recipient names instead.
  add column right_name text,
  add column right_email text;
create index answer_of_set on answer (answer_set) where answer_set is not null;
create index anomaly_case_sensor on anomaly_case (sensor, first_time) where sensor is not null;
