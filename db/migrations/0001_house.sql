-- The registers: who supplies, from what, on which cruise, under which rule of access.
create table setting (
  code text primary key,
  value text not null
);

create table policy (
  code text primary key,
  name text not null,
  grouping_wait_info_ms bigint not null default 86400000,
  grouping_wait_warning_ms bigint not null default 86400000,
  grouping_wait_error_ms bigint not null default 1800000,
  grouping_wait_critical_ms bigint not null default 0,
  remind_after_ms bigint not null default 604800000 check (remind_after_ms > 0),
  reminders_max int not null default 2 check (reminders_max between 0 and 20),
  escalate_after_ms bigint not null default 604800000 check (escalate_after_ms > 0),
  chase_receipt_after_ms bigint not null default 604800000 check (chase_receipt_after_ms > 0),
  close_unverified_after_ms bigint not null default 2592000000 check (close_unverified_after_ms > 0)
);
insert into policy (code, name) values ('default', 'Default');

create table supplier (
  code text primary key,
  name text not null,
  language text not null default 'fr' check (language in ('fr', 'en')),
  policy text references policy (code),
  edmo int
);

create table contact (
  id int generated always as identity primary key,
  code text not null unique,
  supplier text not null references supplier (code),
  name text not null,
  email text not null,
  language text not null default 'fr' check (language in ('fr', 'en')),
  role text check (role in ('on_board', 'ashore', 'owner', 'pi')),
  platforms text[] not null default '{}',
  sensors text[] not null default '{}',
  cruises text[] not null default '{}',
  families text[] not null default '{}',
  valid_from date,
  valid_until date,
  rank int not null default 100,
  refused_at timestamptz,
  next_step text,
  next_due_at timestamptz
);
create index contact_supplier on contact (supplier);
create index contact_overdue on contact (next_due_at) where next_due_at is not null;

create table platform (
  code text primary key,
  name text not null,
  class text,
  operator text,
  owner text
);
create table sensor (
  code text primary key,
  name text not null,
  platform text,
  serial text,
  model text,
  type text,
  owner text,
  operator text
);
create table cruise (
  code text primary key,
  name text not null,
  doi text,
  platform text,
  start_at timestamptz,
  end_at timestamptz,
  chief_scientist text,
  laboratory text,
  supplier text,
  access_rule text check (access_rule in ('unrestricted', 'moratorium', 'by_negotiation', 'organisation')),
  moratorium_until date
);
create index cruise_platform on cruise (platform, start_at);
create table dataset (
  code text primary key,
  name text not null,
  cruise text,
  platform text,
  supplier text,
  access_rule text check (access_rule in ('unrestricted', 'moratorium', 'by_negotiation', 'organisation')),
  moratorium_until date
);
create table source (
  code text primary key,
  name text not null,
  trusted boolean not null default false,
  owner text,
  owner_email text
);

-- People, their sessions and their keys.
create table person (
  code text primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('assistant', 'level2', 'specialist', 'manager', 'administrator', 'read_only')),
  language text not null default 'fr' check (language in ('fr', 'en')),
  password_hash text,
  active boolean not null default true
);
create table session (
  id_hash bytea primary key,
  person text not null references person (code) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null
);
create index session_person on session (person);
create table api_key (
  id int generated always as identity primary key,
  key_hash bytea not null unique,
  name text not null,
  person text references person (code),
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- One post of a pipeline is a run; its batches commit one by one.
create table run (
  id text primary key,
  api_key int references api_key (id),
  format text not null,
  source text,
  dataset text,
  data_version text,
  complete boolean not null default false,
  owner text not null,
  began_after bigint not null default 0,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  checks int not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index run_finished on run (source, finished_at);
create table run_batch (
  run text not null references run (id),
  number int not null,
  body_hash bytea not null,
  counts jsonb not null,
  cases bigint[] not null default '{}',
  primary key (run, number)
);
create table run_error (
  run text not null references run (id),
  index bigint not null,
  line bigint,
  code text not null,
  pointer text,
  detail text not null,
  primary key (run, index)
);

-- Which anomalies make one case; an edit adds a version and the old one is kept.
create table rule (
  id int generated always as identity primary key,
  code text not null,
  version int not null,
  is_current boolean not null default true,
  name text not null,
  priority int not null,
  matchers jsonb not null default '[]',
  group_by text[] not null,
  gap_ms bigint check (gap_ms > 0),
  max_age_ms bigint not null default 5184000000 check (max_age_ms > 0),
  cap int not null default 100000 check (cap > 0),
  open_max bigint not null default 2000000 check (open_max > 0),
  new_cases_max int not null default 10000 check (new_cases_max > 0),
  require_approval boolean not null default false,
  valid_from timestamptz,
  valid_until timestamptz,
  author text not null,
  created_at timestamptz not null,
  unique (code, version)
);
create unique index rule_current on rule (code) where is_current;
insert into rule (code, version, name, priority, group_by, author, created_at)
values ('default', 1, 'Default', 1000000, '{supplier,cruise,platform,sensor,parameter,family}', 'service:vigie', now());

-- What keeps the cases of matching anomalies waiting, from when until when.
create table hold (
  id int generated always as identity primary key,
  kind text not null check (kind in ('silence', 'maintenance', 'suppression')),
  matchers jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  author text not null,
  created_at timestamptz not null
);
create index hold_ends on hold (ends_at);

-- An anomaly case: what the table of transitions and the agenda read, and what the console lists.
create sequence case_number;
create table anomaly_case (
  id bigint generated always as identity primary key,
  number text unique,
  case_key bytea not null,
  accepting boolean not null default true,
  source text not null,
  supplier text,
  dataset text not null,
  cruise text,
  platform text,
  sensor text,
  parameter text,
  check_code text not null,
  family text not null,
  policy text not null references policy (code),
  -- How many anomalies it holds, kept by whoever adds or moves them: to count 100,000 at each post would take a second.
  members int not null default 0,
  first_time timestamptz,
  last_time timestamptz,
  phase text not null,
  severity text not null,
  trusted boolean not null,
  contact int references contact (id),
  contact_why jsonb not null default '[]',
  opened_at timestamptz not null,
  phase_since timestamptz not null,
  held_until timestamptz,
  held_by int references hold (id),
  escalation_level int not null default 0,
  at_desk boolean not null default false,
  letters int not null default 0,
  letter_written_at timestamptz,
  letter_sent_at timestamptz,
  letter_refused boolean not null default false,
  unsent_raised boolean not null default false,
  answer_version int,
  answer_code text,
  answer_author text,
  ask_again_at timestamptz,
  approvals text[] not null default '{}',
  published_at timestamptz,
  chases int not null default 0,
  chased_at timestamptz,
  outcome text,
  applied_version text,
  source_recovered_at timestamptz,
  assignee text references person (code),
  merged_into bigint references anomaly_case (id),
  rule_version int references rule (id),
  previous_case bigint references anomaly_case (id),
  fixed_from timestamptz,
  closed_event bigint,
  recurrences int not null default 0,
  turn text not null,
  next_step text,
  next_due_at timestamptz
);
create unique index anomaly_case_accepting on anomaly_case (case_key) where accepting;
create index anomaly_case_key on anomaly_case (case_key, id);
create index anomaly_case_turn on anomaly_case (turn, id desc);
create index anomaly_case_overdue on anomaly_case (next_due_at) where next_due_at is not null;
create index anomaly_case_verifying on anomaly_case (source, dataset) where phase = 'verifying';

-- Cases are never deleted and an anomaly is placed under its case's lock: a foreign key would only cost a look-up each row.
-- One that a maintenance suppressed has no case.
create table anomaly (
  id bigint generated always as identity primary key,
  uuid uuid not null default gen_random_uuid(),
  fingerprint bytea not null unique,
  content_hash bytea not null,
  case_id bigint,
  merged_from bigint,
  source text not null,
  external_id text,
  dataset text not null,
  check_code text not null,
  parameter text,
  severity text not null,
  time_start timestamptz,
  time_end timestamptz,
  data_version text,
  run text,
  run_outcome text,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  seen int not null default 1,
  recovered_at timestamptz,
  rule_version int,
  hold int,
  suppressed_by text,
  doc jsonb not null
);
create index anomaly_of_case on anomaly (case_id, time_start);
create index anomaly_of_run on anomaly (run, id);
-- What each check of each source has open; several rows, so that no batch waits for another's commit. A missed decrement is made good by counting again.
create table check_load (
  source text not null,
  check_code text not null,
  slot int not null,
  open bigint not null,
  hour timestamptz not null,
  new_cases int not null,
  counted_at timestamptz not null,
  primary key (source, check_code, slot)
);
create table evidence (
  anomaly bigint primary key references anomaly (id),
  doc jsonb not null
);

-- Files in chunks, whole or not there.
create table file (
  sha256 bytea primary key,
  size bigint not null,
  stored_at timestamptz not null
);
create table file_chunk (
  sha256 bytea not null references file (sha256) on delete cascade,
  number int not null,
  bytes bytea not null,
  primary key (sha256, number)
);

-- What the supplier said, who approved it, what was decided, what the pipeline did.
create table answer (
  id bigint generated always as identity primary key,
  case_id bigint not null references anomaly_case (id),
  version int not null,
  code text not null,
  cause text,
  comment text,
  planned_on date,
  file_sha256 bytea references file (sha256),
  file_name text,
  corrections jsonb,
  author text not null,
  submission bytea unique,
  at timestamptz not null,
  unique (case_id, version)
);
create index answer_file on answer (file_sha256) where file_sha256 is not null;
create table approval (
  answer bigint not null references answer (id),
  person text not null,
  -- A refused decision voids its approvals: the next round is approved anew.
  round int not null,
  at timestamptz not null,
  primary key (answer, round, person)
);
create table decision (
  id uuid primary key,
  seq bigint generated always as identity,
  case_id bigint not null references anomaly_case (id),
  answer bigint not null references answer (id),
  outcome text not null,
  changes jsonb not null,
  approved_by text[] not null,
  at timestamptz not null
);
create index decision_case on decision (case_id, seq);
create table receipt (
  decision uuid not null references decision (id),
  kind text not null check (kind in ('applied', 'refused')),
  data_version text,
  run_url text,
  comment text,
  actor text not null,
  at timestamptz not null,
  primary key (decision, kind)
);
create table message (
  id bigint generated always as identity primary key,
  case_id bigint not null references anomaly_case (id),
  author text not null,
  visibility text not null check (visibility in ('public', 'internal')),
  text text not null,
  at timestamptz not null
);
create table task (
  id bigint generated always as identity primary key,
  case_id bigint not null references anomaly_case (id),
  code text not null,
  created_at timestamptz not null,
  done_at timestamptz
);
create unique index task_open on task (case_id, code) where done_at is null;

-- Letters: a line waits for its contact's next letter; a mail is one intent, one Message-ID, at most one link.
create table mail (
  id uuid primary key,
  kind text not null check (kind in ('letter', 'receipt_chase', 'new_link')),
  contact int references contact (id),
  to_email text not null,
  language text not null check (language in ('fr', 'en')),
  message_id text not null unique,
  state text not null default 'pending' check (state in ('pending', 'sent', 'refused', 'cancelled')),
  created_at timestamptz not null,
  not_before timestamptz not null,
  lease_until timestamptz,
  attempts int not null default 0,
  sent_at timestamptz,
  trouble text
);
create index mail_pending on mail (not_before) where state = 'pending';
create table mail_case (
  mail uuid not null references mail (id),
  case_id bigint not null references anomaly_case (id),
  reason text not null,
  comment bigint references message (id),
  primary key (mail, case_id)
);
create index mail_case_of_case on mail_case (case_id);
create table letter_line (
  id bigint generated always as identity primary key,
  contact int not null references contact (id),
  case_id bigint not null references anomaly_case (id),
  reason text not null,
  comment bigint references message (id),
  created_at timestamptz not null
);
create index letter_line_contact on letter_line (contact);
create table link (
  token_hash bytea primary key,
  mail uuid not null unique references mail (id),
  contact int references contact (id),
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- What is to come and when, what of it is due, and what came.
create table expectation (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  kind text not null default 'delivery' check (kind in ('delivery', 'check_run')),
  supplier text,
  platform text,
  cruise text,
  dataset text,
  source text,
  files text[] not null default '{}',
  format text,
  files_min int,
  bytes_min bigint,
  due_rule text not null check (due_rule in ('cruise_end', 'daily', 'every_days', 'once')),
  days int,
  hour text,
  zone text not null default 'UTC',
  due_at timestamptz,
  late_after_ms bigint not null default 0,
  valid_from date,
  valid_until date,
  watched_from timestamptz,
  opened text,
  next_step text,
  next_due_at timestamptz
);
create table delivery_due (
  id bigint generated always as identity primary key,
  expectation int not null references expectation (id),
  period text not null,
  due_at timestamptz not null,
  late_at timestamptz not null,
  state text not null check (state in ('due', 'arrived', 'late', 'missing', 'incomplete', 'duplicate', 'unreadable', 'failed')),
  trouble jsonb,
  fingerprint bytea,
  unique (expectation, period)
);
create index delivery_due_state on delivery_due (state, id);
create table delivery (
  id bigint generated always as identity primary key,
  name text not null,
  sha256 bytea,
  size bigint,
  state text not null check (state in ('ok', 'incomplete', 'unreadable', 'duplicate')),
  supplier text,
  platform text,
  cruise text,
  dataset text,
  expectation int references expectation (id),
  due bigint references delivery_due (id) on delete set null,
  trouble jsonb,
  fingerprint bytea,
  received_at timestamptz not null,
  recorded_at timestamptz not null,
  unique nulls not distinct (name, sha256, supplier, platform, cruise, dataset)
);
create index delivery_of_due on delivery (due);
create index delivery_content on delivery (sha256);

-- How often an address or a link has knocked in its present window; shared by all `serve` processes, worth nothing after a crash.
create unlogged table rate_count (
  key text primary key,
  window_start timestamptz not null,
  used bigint not null
);

-- The one log, and the wake-up of the workflows.
create table event (
  id bigint generated always as identity primary key,
  position bigint unique,
  hash bytea,
  at timestamptz not null,
  type text not null,
  subject text not null,
  actor text not null,
  data jsonb not null default '{}'
);
create index event_unplaced on event (id) where position is null;
create index event_subject on event (subject, id);
create index event_type on event (type, position);
-- The hash of an event covers the one before it, so that a changed row breaks the chain. `before` starts it.
create function chain_link(hash bytea, words text, before bytea) returns bytea language sql immutable parallel safe
  return sha256(coalesce(hash, before, '') || convert_to(words, 'UTF8'));
create aggregate chained(words text, before bytea) (sfunc = chain_link, stype = bytea);
create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  subject_id bigint not null
);

-- What each code of each flag scale means in SeaDataNet's; written by every release from what it knows.
create table flag_scale (
  scale text not null,
  version text not null,
  code text not null,
  meaning text not null,
  canonical text not null,
  lossy boolean not null,
  asked boolean not null,
  primary key (scale, version, code)
);

create table idempotency (
  api_key int not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status int,
  body json,
  at timestamptz not null,
  primary key (api_key, route, key)
);

insert into setting (code, value) values ('epoch', replace(gen_random_uuid()::text, '-', '')), ('default_access', 'unrestricted');
