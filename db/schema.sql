-- Made from db/migrations by `npm run schema`; a test fails when it is stale.

create sequence case_number;

create sequence ticket_number;

CREATE OR REPLACE FUNCTION public.chain_link(hash bytea, words text, before bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN sha256((COALESCE(hash, before, '\x'::bytea) || convert_to(words, 'UTF8'::name)))
;

CREATE OR REPLACE FUNCTION public.search_fold(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(translate(replace(replace("left"(words, 100000), 'œ'::text, 'oe'::text), 'Œ'::text, 'oe'::text), 'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ'::text, 'AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyy'::text)), '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f’«»“”–—  ]+'::text, ' '::text, 'g'::text)
;

CREATE OR REPLACE FUNCTION public.search_query(word text)
 RETURNS tsquery
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((plainto_tsquery('french'::regconfig, word) || plainto_tsquery('english'::regconfig, word)) || to_tsquery('simple'::regconfig, (word || ':*'::text)))
;

CREATE OR REPLACE FUNCTION public.search_words(words text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((to_tsvector('french'::regconfig, search_fold(words)) || to_tsvector('english'::regconfig, search_fold(words))) || to_tsvector('simple'::regconfig, search_fold(words)))
;

create table absence (
  code text not null,
  name text default ''::text not null,
  person text not null,
  kind text default 'leave'::text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  cover text,
  reads_mail boolean default false not null,
  cancelled boolean default false not null,
  followed_at timestamp with time zone
);

create table advice (
  code text not null,
  version integer not null,
  state text not null,
  checks text[] default '{}'::text[] not null,
  sensor_types text[] default '{}'::text[] not null,
  general boolean default false not null,
  sources text[] default '{}'::text[] not null,
  title_fr text not null,
  text_fr text not null,
  title_en text not null,
  text_en text not null,
  author text,
  at timestamp with time zone
);

create table advice_given (
  id bigint generated always as identity not null,
  mail uuid not null,
  supplier text not null,
  sensor text not null,
  code text not null,
  version integer not null,
  at timestamp with time zone not null,
  helped boolean,
  helped_at timestamp with time zone
);

create table anomaly (
  id bigint generated always as identity not null,
  uuid uuid default (((lpad(to_hex(currval('anomaly_id_seq'::regclass)), 12, '0'::text) || '80008'::text) || substr(md5((random())::text), 18)))::uuid not null,
  fingerprint bytea not null,
  content_hash bytea not null,
  case_id bigint,
  merged_from bigint,
  source text not null,
  external_id text,
  dataset text not null,
  check_code text not null,
  parameter text,
  severity text not null,
  time_start timestamp with time zone,
  time_end timestamp with time zone,
  data_version text,
  run text,
  run_outcome text,
  first_seen timestamp with time zone not null,
  last_seen timestamp with time zone not null,
  seen integer default 1 not null,
  recovered_at timestamp with time zone,
  rule_version integer,
  hold integer,
  suppressed_by text,
  doc jsonb not null
);

create table anomaly_case (
  id bigint generated always as identity not null,
  number text,
  case_key bytea not null,
  accepting boolean default true not null,
  source text not null,
  supplier text,
  dataset text not null,
  cruise text,
  platform text,
  sensor text,
  parameter text,
  check_code text not null,
  family text not null,
  policy text not null,
  members integer default 0 not null,
  first_time timestamp with time zone,
  last_time timestamp with time zone,
  phase text not null,
  severity text not null,
  trusted boolean not null,
  contact integer,
  contact_why jsonb default '[]'::jsonb not null,
  opened_at timestamp with time zone not null,
  phase_since timestamp with time zone not null,
  held_until timestamp with time zone,
  held_by integer,
  escalation_level integer default 0 not null,
  at_desk boolean default false not null,
  letters integer default 0 not null,
  letter_written_at timestamp with time zone,
  letter_sent_at timestamp with time zone,
  letter_refused boolean default false not null,
  unsent_raised boolean default false not null,
  answer_version integer,
  answer_code text,
  answer_author text,
  ask_again_at timestamp with time zone,
  approvals text[] default '{}'::text[] not null,
  published_at timestamp with time zone,
  chases integer default 0 not null,
  chased_at timestamp with time zone,
  outcome text,
  applied_version text,
  source_recovered_at timestamp with time zone,
  assignee text,
  merged_into bigint,
  rule_version integer,
  previous_case bigint,
  fixed_from timestamp with time zone,
  closed_event bigint,
  recurrences integer default 0 not null,
  turn text not null,
  next_step text,
  next_due_at timestamp with time zone,
  told_failing boolean default false not null,
  grown_at timestamp with time zone,
  news_at timestamp with time zone,
  lessened_at timestamp with time zone
);

create table anomaly_older_uuid (
  uuid uuid not null,
  anomaly bigint not null
);

create table answer (
  id bigint generated always as identity not null,
  case_id bigint not null,
  version integer not null,
  code text not null,
  cause text,
  comment text,
  planned_on date,
  file_sha256 bytea,
  file_name text,
  corrections jsonb,
  author text not null,
  submission bytea,
  at timestamp with time zone not null,
  reference_url text,
  reference_sha256 bytea,
  reference_size bigint,
  answer_set uuid,
  withdrawn_at timestamp with time zone,
  right_name text,
  right_email text
);

create table answer_set (
  id uuid not null,
  code text not null,
  author text not null,
  sensor text,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  at timestamp with time zone not null
);

create table api_key (
  id integer generated always as identity not null,
  key_hash bytea not null,
  name text not null,
  person text,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone
);

create table approval (
  answer bigint not null,
  person text not null,
  round integer not null,
  at timestamp with time zone not null
);

create table calendar (
  code text not null,
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
  holidays text[] default '{}'::text[] not null,
  closures text[] default '{}'::text[] not null,
  shifts text[] default '{}'::text[] not null
);

create table canned_answer (
  code text not null,
  name text not null,
  name_en text not null,
  topic text,
  text text not null,
  text_en text not null,
  active boolean default true not null
);

create table check_load (
  source text not null,
  check_code text not null,
  slot integer not null,
  open bigint not null,
  hour timestamp with time zone not null,
  new_cases integer not null,
  counted_at timestamp with time zone not null
);

create table checklist (
  id bigint generated always as identity not null,
  cruise text not null,
  topics jsonb default '[]'::jsonb not null,
  sent_at timestamp with time zone,
  late_for timestamp with time zone,
  token_hash bytea,
  next_step text,
  next_due_at timestamp with time zone
);

create table checklist_mail (
  mail uuid not null,
  checklist bigint not null
);

create table clock_migration (
  id bigint generated always as identity not null,
  calendar text,
  policy text,
  version integer not null,
  effective_at timestamp with time zone not null,
  author text not null,
  at timestamp with time zone not null
);

create table clock_migration_row (
  migration bigint not null,
  clock bigint not null,
  due_before timestamp with time zone,
  due_after timestamp with time zone,
  target_before_ms bigint,
  target_after_ms bigint,
  breached_before boolean not null,
  breached_after boolean not null
);

create table contact (
  id integer generated always as identity not null,
  code text not null,
  supplier text not null,
  name text not null,
  email text not null,
  language text default 'fr'::text not null,
  role text,
  platforms text[] default '{}'::text[] not null,
  sensors text[] default '{}'::text[] not null,
  cruises text[] default '{}'::text[] not null,
  families text[] default '{}'::text[] not null,
  valid_from date,
  valid_until date,
  rank integer default 100 not null,
  refused_at timestamp with time zone,
  next_step text,
  next_due_at timestamp with time zone,
  mail_format text default 'full'::text not null,
  zone text default 'Europe/Paris'::text not null,
  quiet_from text,
  quiet_until text,
  working_days text[] default '{}'::text[] not null,
  digest_at text,
  letters_per_day integer default 24 not null,
  calendar text,
  declined_at timestamp with time zone,
  partial_news boolean default false not null
);

create table corrected_row (
  answer bigint not null,
  number integer not null,
  line integer not null,
  anomaly bigint not null,
  "time" timestamp with time zone not null,
  z double precision,
  lat double precision,
  lon double precision,
  parameter text,
  unit text,
  old_value double precision,
  value double precision,
  old_flag text,
  flag text
);

create table correction (
  answer bigint not null,
  format text not null,
  row_count integer not null,
  failing integer not null,
  report jsonb not null
);

create table cruise (
  code text not null,
  name text not null,
  doi text,
  platform text,
  start_at timestamp with time zone,
  end_at timestamp with time zone,
  chief_scientist text,
  laboratory text,
  supplier text,
  access_rule text,
  moratorium_until date,
  chief_scientist_email text,
  cancelled boolean default false not null
);

create table dataset (
  code text not null,
  name text not null,
  cruise text,
  platform text,
  supplier text,
  access_rule text,
  moratorium_until date
);

create table decision (
  id uuid not null,
  seq bigint generated always as identity not null,
  case_id bigint not null,
  answer bigint not null,
  outcome text not null,
  changes jsonb not null,
  approved_by text[] not null,
  at timestamp with time zone not null
);

create table delivery (
  id bigint generated always as identity not null,
  name text not null,
  sha256 bytea,
  size bigint,
  state text not null,
  supplier text,
  platform text,
  cruise text,
  dataset text,
  expectation integer,
  due bigint,
  trouble jsonb,
  fingerprint bytea,
  received_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null
);

create table delivery_due (
  id bigint generated always as identity not null,
  expectation integer not null,
  period text not null,
  due_at timestamp with time zone not null,
  late_at timestamp with time zone not null,
  state text not null,
  trouble jsonb,
  fingerprint bytea
);

create table draft (
  token_hash bytea not null,
  scope text not null,
  fields jsonb not null,
  saved_at timestamp with time zone not null
);

create table event (
  id bigint generated always as identity not null,
  "position" bigint,
  hash bytea,
  at timestamp with time zone not null,
  type text not null,
  subject text not null,
  actor text not null,
  data jsonb default '{}'::jsonb not null
);

create table evidence (
  anomaly bigint not null,
  doc jsonb not null
);

create table expectation (
  id integer generated always as identity not null,
  code text not null,
  name text not null,
  kind text default 'delivery'::text not null,
  supplier text,
  platform text,
  cruise text,
  dataset text,
  source text,
  files text[] default '{}'::text[] not null,
  format text,
  files_min integer,
  bytes_min bigint,
  due_rule text not null,
  days integer,
  hour text,
  zone text default 'UTC'::text not null,
  due_at timestamp with time zone,
  late_after_ms bigint default 0 not null,
  valid_from date,
  valid_until date,
  watched_from timestamp with time zone,
  opened text,
  next_step text,
  next_due_at timestamp with time zone
);

create table external_desk (
  code text not null,
  name text not null,
  email text not null,
  language text default 'fr'::text not null,
  topics text[] default '{}'::text[] not null,
  active boolean default true not null
);

create table file (
  sha256 bytea not null,
  size bigint not null,
  stored_at timestamp with time zone not null
);

create table file_chunk (
  sha256 bytea not null,
  number integer not null,
  bytes bytea not null
);

create table flag_scale (
  scale text not null,
  version text not null,
  code text not null,
  meaning text not null,
  canonical text not null,
  lossy boolean not null,
  asked boolean not null
);

create table folded (
  id bigint generated always as identity not null,
  run text not null,
  case_id bigint not null,
  fingerprint bytea not null,
  severity text not null,
  doc jsonb not null
);

create table guest (
  id integer generated always as identity not null,
  forwarded_by bytea not null,
  name text not null,
  email text not null,
  submission bytea,
  created_at timestamp with time zone not null
);

create table hold (
  id integer generated always as identity not null,
  kind text not null,
  matchers jsonb not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  reason text not null,
  author text not null,
  created_at timestamp with time zone not null,
  quiet_ms bigint,
  moved_from timestamp with time zone,
  ended_at timestamp with time zone,
  next_step text,
  next_due_at timestamp with time zone
);

create table idempotency (
  api_key integer not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer,
  body json,
  at timestamp with time zone not null
);

create table inbound_case (
  inbound bigint not null,
  case_id bigint not null,
  state text not null,
  reason text,
  code text,
  comment text,
  decided_by text,
  decided_at timestamp with time zone,
  decided_for text
);

create table inbound_file (
  inbound bigint not null,
  number integer not null,
  name text not null,
  size bigint not null,
  sha256 bytea,
  trouble text
);

create table inbound_mail (
  id bigint generated always as identity not null,
  mailbox text not null,
  sha256 bytea not null,
  size bigint not null,
  envelope_from text,
  envelope_to text[] default '{}'::text[] not null,
  received_at timestamp with time zone not null,
  state text default 'stored'::text not null,
  reason text,
  steps jsonb default '[]'::jsonb not null,
  message_id text,
  class text,
  verdict text,
  from_address text,
  from_name text,
  subject text,
  body text,
  quoted text,
  answers uuid,
  contact integer,
  ticket bigint,
  twin_of bigint,
  lease_until timestamp with time zone,
  attempts integer default 0 not null,
  handled_at timestamp with time zone,
  handled_by text,
  handled_for text
);

create table inbound_position (
  mailbox text not null,
  uid_validity bigint not null,
  last_uid bigint not null,
  since timestamp with time zone not null
);

create table letter_line (
  id bigint generated always as identity not null,
  contact integer not null,
  case_id bigint not null,
  reason text not null,
  comment bigint,
  created_at timestamp with time zone not null
);

create table link (
  token_hash bytea not null,
  mail uuid not null,
  contact integer,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  guest integer,
  rights text[] default '{view,comment,upload,submit}'::text[] not null
);

create table mail (
  id uuid not null,
  kind text not null,
  contact integer,
  to_email text not null,
  language text not null,
  message_id text not null,
  state text default 'pending'::text not null,
  created_at timestamp with time zone not null,
  not_before timestamp with time zone not null,
  lease_until timestamp with time zone,
  attempts integer default 0 not null,
  sent_at timestamp with time zone,
  trouble text,
  reply_hash bytea,
  bounced_at timestamp with time zone,
  bounce text,
  webhook integer,
  priority smallint default 1 not null
);

create table mail_case (
  mail uuid not null,
  case_id bigint not null,
  reason text not null,
  comment bigint,
  revoked_at timestamp with time zone
);

create table message (
  id bigint generated always as identity not null,
  case_id bigint not null,
  author text not null,
  visibility text not null,
  text text not null,
  at timestamp with time zone not null,
  side text default 
CASE
    WHEN ((author ~~ 'contact:%'::text) OR (author ~~ 'guest:%'::text)) THEN 'supplier'::text
    ELSE 'desk'::text
END not null,
  via text,
  submission bytea,
  erased_at timestamp with time zone
);

create table outbox (
  id bigint generated always as identity not null,
  kind text not null,
  subject_id bigint not null
);

create table person (
  code text not null,
  email text not null,
  name text not null,
  role text not null,
  language text default 'fr'::text not null,
  password_hash text,
  active boolean default true not null,
  weekdays text[] default '{}'::text[] not null,
  levels text[] default '{}'::text[] not null,
  mentor text,
  manager text,
  language_chosen boolean default false not null
);

create table platform (
  code text not null,
  name text not null,
  class text,
  operator text,
  owner text
);

create table policy (
  code text not null,
  name text not null,
  grouping_wait_info_ms bigint default 86400000 not null,
  grouping_wait_warning_ms bigint default 86400000 not null,
  grouping_wait_error_ms bigint default 1800000 not null,
  grouping_wait_critical_ms bigint default 0 not null,
  remind_after_ms bigint default 604800000 not null,
  reminders_max integer default 2 not null,
  escalate_after_ms bigint default 604800000 not null,
  chase_receipt_after_ms bigint default 604800000 not null,
  close_unverified_after_ms bigint default '2592000000'::bigint not null,
  acknowledged_for_ms bigint default 1209600000 not null,
  news_interval_ms bigint default 86400000 not null,
  advice_again_after_ms bigint default '7776000000'::bigint not null,
  checklist_before_ms bigint default 1814400000 not null
);

create table rate_count (
  key text not null,
  window_start timestamp with time zone not null,
  used bigint not null
);

create table receipt (
  decision uuid not null,
  kind text not null,
  data_version text,
  run_url text,
  comment text,
  actor text not null,
  at timestamp with time zone not null
);

create table register_version (
  register text not null,
  code text not null,
  version integer not null,
  "row" jsonb not null,
  author text not null,
  at timestamp with time zone not null
);

create table relief_look (
  id integer generated always as identity not null,
  at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  at_risk integer not null,
  capacity integer not null,
  level2_at_risk integer not null,
  level2_capacity integer not null,
  begin_percent integer not null,
  end_percent integer not null,
  done text not null,
  tickets text[] default '{}'::text[] not null,
  person text
);

create table requester (
  id integer generated always as identity not null,
  email text not null,
  name text,
  language text default 'fr'::text not null,
  group_code text,
  organisation text,
  contact integer,
  unreachable_at timestamp with time zone,
  created_at timestamp with time zone not null,
  erased_at timestamp with time zone
);

create table requester_submission (
  hash bytea not null,
  ticket bigint not null,
  at timestamp with time zone not null
);

create table rota_feed (
  id uuid not null,
  token_hash bytea not null,
  person text,
  made_by text not null,
  made_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);

create table rota_hand_over (
  day date not null,
  person text not null,
  mail uuid not null
);

create table rota_override (
  id integer generated always as identity not null,
  level integer not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  out_person text,
  in_person text,
  made_by text not null,
  made_at timestamp with time zone not null,
  cancelled_at timestamp with time zone
);

create table rota_rotation (
  level integer not null,
  members text[] not null,
  turn text not null,
  starts_on date not null
);

create table rota_settings (
  id integer default 1 not null,
  zone text default 'Europe/Paris'::text not null,
  hand_over text default '08:30'::text not null,
  duty_on_closed_days boolean default false not null,
  calendar text default 'office'::text not null,
  relief text default 'off'::text not null,
  ticket_minutes integer default 20 not null,
  duty_minutes integer default 360 not null,
  relief_begin_percent integer default 100 not null,
  relief_end_percent integer default 70 not null,
  weighed_at timestamp with time zone,
  relieving_since timestamp with time zone,
  relief_offered text[] default '{}'::text[] not null,
  handed_over_on date,
  next_step text,
  next_due_at timestamp with time zone
);

create table rota_shift (
  code text not null,
  name text default ''::text not null,
  day date not null,
  level text not null,
  layer text default 'rotation'::text not null,
  person text not null
);

create table rule (
  id integer generated always as identity not null,
  code text not null,
  version integer not null,
  is_current boolean default true not null,
  name text not null,
  priority integer not null,
  matchers jsonb default '[]'::jsonb not null,
  group_by text[] not null,
  gap_ms bigint,
  max_age_ms bigint default '5184000000'::bigint not null,
  cap integer default 100000 not null,
  open_max bigint default 2000000 not null,
  new_cases_max integer default 10000 not null,
  require_approval boolean default false not null,
  valid_from timestamp with time zone,
  valid_until timestamp with time zone,
  author text not null,
  created_at timestamp with time zone not null,
  threshold integer default 1 not null,
  route jsonb
);

create table run (
  id text not null,
  api_key integer,
  format text not null,
  source text,
  dataset text,
  data_version text,
  complete boolean default false not null,
  owner text not null,
  began_after bigint default 0 not null,
  state text default 'running'::text not null,
  checks integer default 0 not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  input_sha256 bytea,
  input_about jsonb
);

create table run_batch (
  run text not null,
  number integer not null,
  body_hash bytea not null,
  counts jsonb not null,
  cases bigint[] default '{}'::bigint[] not null
);

create table run_error (
  run text not null,
  index bigint not null,
  line bigint,
  code text not null,
  pointer text,
  detail text not null
);

create table sensor (
  code text not null,
  name text not null,
  platform text,
  serial text,
  model text,
  type text,
  owner text,
  operator text
);

create table session (
  id_hash bytea not null,
  person text not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null
);

create table setting (
  code text not null,
  value text not null
);

create table sla_policy (
  code text not null,
  name text not null,
  rank bigint not null,
  types text[] default '{}'::text[] not null,
  priorities text[] default '{}'::text[] not null,
  groups text[] default '{}'::text[] not null,
  calendar text not null,
  response_minutes bigint,
  update_minutes bigint,
  resolution_minutes bigint,
  ola_level1_minutes bigint,
  ola_level2_minutes bigint,
  ola_specialist_minutes bigint,
  ola_external_minutes bigint,
  update_mode text default 'answer'::text not null,
  reopen_days bigint default 5 not null
);

create table source (
  code text not null,
  name text not null,
  trusted boolean default false not null,
  owner text,
  owner_email text
);

create table supplier (
  code text not null,
  name text not null,
  language text default 'fr'::text not null,
  policy text,
  edmo integer
);

create table task (
  id bigint generated always as identity not null,
  case_id bigint,
  code text not null,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  subject text
);

create table ticket (
  id bigint generated always as identity not null,
  number text not null,
  type text not null,
  state text default 'new'::text not null,
  channel text not null,
  topic text,
  cruise text,
  subject text,
  requester integer,
  language text default 'fr'::text not null,
  impact text not null,
  urgency text not null,
  priority text not null,
  priority_reason text,
  level text default '1'::text not null,
  assignee text,
  taken boolean default false not null,
  opened_at timestamp with time zone not null,
  state_since timestamp with time zone not null,
  cycle integer default 1 not null,
  waiting text[] default '{}'::text[] not null,
  wait_until timestamp with time zone,
  unanswered_since timestamp with time zone,
  first_answered_at timestamp with time zone,
  ask_next_at timestamp with time zone,
  asked text[] default '{}'::text[] not null,
  closes_at timestamp with time zone,
  closed_at timestamp with time zone,
  ending text,
  merged_into bigint,
  policy_code text,
  policy_version integer,
  policy_why jsonb,
  submission text,
  next_step text,
  next_due_at timestamp with time zone,
  promise_kind text,
  promise_due_at timestamp with time zone,
  promise_risk_at timestamp with time zone,
  breached boolean default false not null
);

create table ticket_clock (
  id bigint generated always as identity not null,
  ticket bigint not null,
  cycle integer not null,
  kind text not null,
  level text,
  person text,
  policy_code text not null,
  policy_version integer not null,
  eras jsonb not null,
  state text not null,
  target_ms bigint not null,
  left_ms bigint not null,
  started_at timestamp with time zone not null,
  as_of timestamp with time zone not null,
  due_at timestamp with time zone,
  reasons text[] default '{}'::text[] not null,
  pauses jsonb default '[]'::jsonb not null,
  marks jsonb default '[]'::jsonb not null,
  breached_at timestamp with time zone,
  ended_at timestamp with time zone
);

create table ticket_feedback (
  ticket bigint not null,
  cycle integer not null,
  score integer not null,
  comment text,
  at timestamp with time zone not null
);

create table ticket_file (
  id bigint generated always as identity not null,
  message bigint not null,
  name text not null,
  sha256 bytea,
  size bigint not null,
  trouble text
);

create table ticket_hop (
  id bigint generated always as identity not null,
  ticket bigint not null,
  level text not null,
  person text,
  why text not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  foreign_number text
);

create table ticket_link (
  ticket bigint not null,
  kind text not null,
  other bigint,
  case_id bigint,
  made_by text not null,
  at timestamp with time zone not null
);

create table ticket_mail (
  mail uuid not null,
  ticket bigint not null,
  about text not null,
  message bigint,
  person text
);

create table ticket_message (
  id bigint generated always as identity not null,
  ticket bigint not null,
  side text not null,
  visibility text not null,
  author text not null,
  channel text not null,
  at timestamp with time zone not null,
  text text not null,
  quoted text,
  inbound bigint,
  submission text,
  erased_at timestamp with time zone
);

create table ticket_tag (
  ticket bigint not null,
  tag text not null
);

create table ticket_watcher (
  ticket bigint not null,
  person text not null
);

create table topic (
  code text not null,
  name text not null,
  name_en text not null,
  specialists text[] default '{}'::text[] not null,
  covers text[] default '{}'::text[] not null,
  straight_to_external boolean default false not null,
  active boolean default true not null
);

create table webhook (
  id integer generated always as identity not null,
  code text not null,
  name text not null,
  url text not null,
  types text[] default '{}'::text[] not null,
  owner_email text not null,
  state text not null,
  why text,
  secret bytea not null,
  old_secret bytea,
  old_secret_until timestamp with time zone,
  challenge text not null,
  created_at timestamp with time zone not null,
  taken_to bigint not null,
  wanted_at timestamp with time zone,
  failures integer default 0 not null,
  refusals integer default 0 not null,
  not_before timestamp with time zone,
  succeeded_at timestamp with time zone,
  lease uuid,
  next_step text,
  next_due_at timestamp with time zone
);

create table webhook_attempt (
  id bigint generated always as identity not null,
  webhook integer not null,
  delivery bigint,
  at timestamp with time zone not null,
  duration_ms integer not null,
  outcome text not null,
  status integer,
  trouble text,
  answer text
);

create table webhook_delivery (
  id bigint generated always as identity not null,
  webhook integer not null,
  "position" bigint not null,
  line text not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  not_before timestamp with time zone,
  delivered_at timestamp with time zone
);

alter table absence add constraint absence_check CHECK ((starts_at < ends_at));

alter table absence add constraint absence_check1 CHECK ((cover <> person));

alter table absence add constraint absence_kind_check CHECK ((kind = ANY (ARRAY['leave'::text, 'training'::text, 'mission'::text, 'other'::text])));

alter table absence add constraint absence_cover_fkey FOREIGN KEY (cover) REFERENCES person(code);

alter table absence add constraint absence_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table absence add constraint absence_pkey PRIMARY KEY (code);

alter table advice add constraint advice_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'withdrawn'::text])));

alter table advice add constraint advice_pkey PRIMARY KEY (code, version);

alter table advice_given add constraint advice_given_code_version_fkey FOREIGN KEY (code, version) REFERENCES advice(code, version);

alter table advice_given add constraint advice_given_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table advice_given add constraint advice_given_pkey PRIMARY KEY (id);

alter table advice_given add constraint advice_given_mail_code_key UNIQUE (mail, code);

alter table anomaly add constraint anomaly_pkey PRIMARY KEY (id);

alter table anomaly add constraint anomaly_fingerprint_key UNIQUE (fingerprint);

alter table anomaly_case add constraint anomaly_case_assignee_fkey FOREIGN KEY (assignee) REFERENCES person(code);

alter table anomaly_case add constraint anomaly_case_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table anomaly_case add constraint anomaly_case_held_by_fkey FOREIGN KEY (held_by) REFERENCES hold(id);

alter table anomaly_case add constraint anomaly_case_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES anomaly_case(id);

alter table anomaly_case add constraint anomaly_case_policy_fkey FOREIGN KEY (policy) REFERENCES policy(code);

alter table anomaly_case add constraint anomaly_case_previous_case_fkey FOREIGN KEY (previous_case) REFERENCES anomaly_case(id);

alter table anomaly_case add constraint anomaly_case_rule_version_fkey FOREIGN KEY (rule_version) REFERENCES rule(id);

alter table anomaly_case add constraint anomaly_case_pkey PRIMARY KEY (id);

alter table anomaly_case add constraint anomaly_case_number_key UNIQUE (number);

alter table anomaly_older_uuid add constraint anomaly_older_uuid_pkey PRIMARY KEY (uuid);

alter table answer add constraint answer_answer_set_fkey FOREIGN KEY (answer_set) REFERENCES answer_set(id) DEFERRABLE INITIALLY DEFERRED;

alter table answer add constraint answer_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table answer add constraint answer_file_sha256_fkey FOREIGN KEY (file_sha256) REFERENCES file(sha256);

alter table answer add constraint answer_pkey PRIMARY KEY (id);

alter table answer add constraint answer_case_id_version_key UNIQUE (case_id, version);

alter table answer add constraint answer_submission_key UNIQUE (submission);

alter table answer_set add constraint answer_set_pkey PRIMARY KEY (id);

alter table api_key add constraint api_key_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table api_key add constraint api_key_pkey PRIMARY KEY (id);

alter table api_key add constraint api_key_key_hash_key UNIQUE (key_hash);

alter table approval add constraint approval_answer_fkey FOREIGN KEY (answer) REFERENCES answer(id);

alter table approval add constraint approval_pkey PRIMARY KEY (answer, round, person);

alter table calendar add constraint calendar_pkey PRIMARY KEY (code);

alter table canned_answer add constraint canned_answer_pkey PRIMARY KEY (code);

alter table check_load add constraint check_load_pkey PRIMARY KEY (source, check_code, slot);

alter table checklist add constraint checklist_pkey PRIMARY KEY (id);

alter table checklist add constraint checklist_cruise_key UNIQUE (cruise);

alter table checklist add constraint checklist_token_hash_key UNIQUE (token_hash);

alter table checklist_mail add constraint checklist_mail_checklist_fkey FOREIGN KEY (checklist) REFERENCES checklist(id);

alter table checklist_mail add constraint checklist_mail_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table checklist_mail add constraint checklist_mail_pkey PRIMARY KEY (mail);

alter table clock_migration add constraint clock_migration_check CHECK ((num_nonnulls(calendar, policy) = 1));

alter table clock_migration add constraint clock_migration_pkey PRIMARY KEY (id);

alter table clock_migration_row add constraint clock_migration_row_migration_fkey FOREIGN KEY (migration) REFERENCES clock_migration(id);

alter table clock_migration_row add constraint clock_migration_row_pkey PRIMARY KEY (migration, clock);

alter table contact add constraint contact_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table contact add constraint contact_letters_per_day_check CHECK (((letters_per_day >= 1) AND (letters_per_day <= 1440)));

alter table contact add constraint contact_mail_format_check CHECK ((mail_format = ANY (ARRAY['full'::text, 'text'::text])));

alter table contact add constraint contact_role_check CHECK ((role = ANY (ARRAY['on_board'::text, 'ashore'::text, 'owner'::text, 'pi'::text])));

alter table contact add constraint contact_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar(code);

alter table contact add constraint contact_supplier_fkey FOREIGN KEY (supplier) REFERENCES supplier(code);

alter table contact add constraint contact_pkey PRIMARY KEY (id);

alter table contact add constraint contact_code_key UNIQUE (code);

alter table corrected_row add constraint corrected_row_answer_fkey FOREIGN KEY (answer) REFERENCES correction(answer);

alter table corrected_row add constraint corrected_row_pkey PRIMARY KEY (answer, number);

alter table correction add constraint correction_answer_fkey FOREIGN KEY (answer) REFERENCES answer(id);

alter table correction add constraint correction_pkey PRIMARY KEY (answer);

alter table cruise add constraint cruise_access_rule_check CHECK ((access_rule = ANY (ARRAY['unrestricted'::text, 'moratorium'::text, 'by_negotiation'::text, 'organisation'::text])));

alter table cruise add constraint cruise_pkey PRIMARY KEY (code);

alter table dataset add constraint dataset_access_rule_check CHECK ((access_rule = ANY (ARRAY['unrestricted'::text, 'moratorium'::text, 'by_negotiation'::text, 'organisation'::text])));

alter table dataset add constraint dataset_pkey PRIMARY KEY (code);

alter table decision add constraint decision_answer_fkey FOREIGN KEY (answer) REFERENCES answer(id);

alter table decision add constraint decision_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table decision add constraint decision_pkey PRIMARY KEY (id);

alter table delivery add constraint delivery_state_check CHECK ((state = ANY (ARRAY['ok'::text, 'incomplete'::text, 'unreadable'::text, 'duplicate'::text])));

alter table delivery add constraint delivery_due_fkey FOREIGN KEY (due) REFERENCES delivery_due(id) ON DELETE SET NULL;

alter table delivery add constraint delivery_expectation_fkey FOREIGN KEY (expectation) REFERENCES expectation(id);

alter table delivery add constraint delivery_pkey PRIMARY KEY (id);

alter table delivery add constraint delivery_name_sha256_supplier_platform_cruise_dataset_key UNIQUE NULLS NOT DISTINCT (name, sha256, supplier, platform, cruise, dataset);

alter table delivery_due add constraint delivery_due_state_check CHECK ((state = ANY (ARRAY['due'::text, 'arrived'::text, 'late'::text, 'missing'::text, 'incomplete'::text, 'duplicate'::text, 'unreadable'::text, 'failed'::text])));

alter table delivery_due add constraint delivery_due_expectation_fkey FOREIGN KEY (expectation) REFERENCES expectation(id);

alter table delivery_due add constraint delivery_due_pkey PRIMARY KEY (id);

alter table delivery_due add constraint delivery_due_expectation_period_key UNIQUE (expectation, period);

alter table draft add constraint draft_token_hash_fkey FOREIGN KEY (token_hash) REFERENCES link(token_hash);

alter table draft add constraint draft_pkey PRIMARY KEY (token_hash, scope);

alter table event add constraint event_pkey PRIMARY KEY (id);

alter table event add constraint event_position_key UNIQUE ("position");

alter table evidence add constraint evidence_anomaly_fkey FOREIGN KEY (anomaly) REFERENCES anomaly(id);

alter table evidence add constraint evidence_pkey PRIMARY KEY (anomaly);

alter table expectation add constraint expectation_due_rule_check CHECK ((due_rule = ANY (ARRAY['cruise_end'::text, 'daily'::text, 'every_days'::text, 'once'::text])));

alter table expectation add constraint expectation_kind_check CHECK ((kind = ANY (ARRAY['delivery'::text, 'check_run'::text])));

alter table expectation add constraint expectation_pkey PRIMARY KEY (id);

alter table expectation add constraint expectation_code_key UNIQUE (code);

alter table external_desk add constraint external_desk_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table external_desk add constraint external_desk_pkey PRIMARY KEY (code);

alter table file add constraint file_pkey PRIMARY KEY (sha256);

alter table file_chunk add constraint file_chunk_sha256_fkey FOREIGN KEY (sha256) REFERENCES file(sha256) ON DELETE CASCADE;

alter table file_chunk add constraint file_chunk_pkey PRIMARY KEY (sha256, number);

alter table flag_scale add constraint flag_scale_pkey PRIMARY KEY (scale, version, code);

alter table folded add constraint folded_pkey PRIMARY KEY (id);

alter table guest add constraint guest_forwarded_by_fkey FOREIGN KEY (forwarded_by) REFERENCES link(token_hash);

alter table guest add constraint guest_pkey PRIMARY KEY (id);

alter table guest add constraint guest_submission_key UNIQUE (submission);

alter table hold add constraint hold_kind_check CHECK ((kind = ANY (ARRAY['silence'::text, 'maintenance'::text, 'suppression'::text])));

alter table hold add constraint hold_quiet_ms_check CHECK ((quiet_ms > 0));

alter table hold add constraint hold_pkey PRIMARY KEY (id);

alter table idempotency add constraint idempotency_pkey PRIMARY KEY (api_key, route, key);

alter table inbound_case add constraint inbound_case_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'applied'::text, 'noted'::text, 'discarded'::text])));

alter table inbound_case add constraint inbound_case_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table inbound_case add constraint inbound_case_inbound_fkey FOREIGN KEY (inbound) REFERENCES inbound_mail(id);

alter table inbound_case add constraint inbound_case_pkey PRIMARY KEY (inbound, case_id);

alter table inbound_file add constraint inbound_file_inbound_fkey FOREIGN KEY (inbound) REFERENCES inbound_mail(id);

alter table inbound_file add constraint inbound_file_sha256_fkey FOREIGN KEY (sha256) REFERENCES file(sha256);

alter table inbound_file add constraint inbound_file_pkey PRIMARY KEY (inbound, number);

alter table inbound_mail add constraint inbound_mail_state_check CHECK ((state = ANY (ARRAY['stored'::text, 'applied'::text, 'noted'::text, 'proposed'::text, 'unassigned'::text, 'quarantined'::text, 'filed'::text, 'duplicate'::text, 'discarded'::text])));

alter table inbound_mail add constraint inbound_mail_verdict_check CHECK ((verdict = ANY (ARRAY['pass'::text, 'fail'::text, 'none'::text])));

alter table inbound_mail add constraint inbound_mail_answers_fkey FOREIGN KEY (answers) REFERENCES mail(id);

alter table inbound_mail add constraint inbound_mail_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table inbound_mail add constraint inbound_mail_sha256_fkey FOREIGN KEY (sha256) REFERENCES file(sha256);

alter table inbound_mail add constraint inbound_mail_twin_of_fkey FOREIGN KEY (twin_of) REFERENCES inbound_mail(id);

alter table inbound_mail add constraint inbound_mail_pkey PRIMARY KEY (id);

alter table inbound_mail add constraint inbound_mail_sha256_key UNIQUE (sha256);

alter table inbound_position add constraint inbound_position_pkey PRIMARY KEY (mailbox);

alter table letter_line add constraint letter_line_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table letter_line add constraint letter_line_comment_fkey FOREIGN KEY (comment) REFERENCES message(id);

alter table letter_line add constraint letter_line_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table letter_line add constraint letter_line_pkey PRIMARY KEY (id);

alter table link add constraint link_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table link add constraint link_guest_fkey FOREIGN KEY (guest) REFERENCES guest(id);

alter table link add constraint link_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table link add constraint link_pkey PRIMARY KEY (token_hash);

alter table link add constraint link_mail_key UNIQUE (mail);

alter table mail add constraint mail_bounce_check CHECK ((bounce = ANY (ARRAY['hard'::text, 'soft'::text])));

alter table mail add constraint mail_kind_check CHECK ((kind ~ '^[a-z_]{1,40}$'::text));

alter table mail add constraint mail_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table mail add constraint mail_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'refused'::text, 'cancelled'::text])));

alter table mail add constraint mail_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table mail add constraint mail_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhook(id);

alter table mail add constraint mail_pkey PRIMARY KEY (id);

alter table mail add constraint mail_message_id_key UNIQUE (message_id);

alter table mail add constraint mail_reply_hash_key UNIQUE (reply_hash);

alter table mail_case add constraint mail_case_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table mail_case add constraint mail_case_comment_fkey FOREIGN KEY (comment) REFERENCES message(id);

alter table mail_case add constraint mail_case_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table mail_case add constraint mail_case_pkey PRIMARY KEY (mail, case_id);

alter table message add constraint message_via_check CHECK ((via = ANY (ARRAY['page'::text, 'mail'::text, 'console'::text, 'api'::text])));

alter table message add constraint message_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'internal'::text])));

alter table message add constraint message_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table message add constraint message_pkey PRIMARY KEY (id);

alter table message add constraint message_submission_key UNIQUE (submission);

alter table outbox add constraint outbox_pkey PRIMARY KEY (id);

alter table person add constraint person_check CHECK ((mentor <> code));

alter table person add constraint person_check1 CHECK ((manager <> code));

alter table person add constraint person_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table person add constraint person_levels_check CHECK ((levels <@ '{1,2}'::text[]));

alter table person add constraint person_role_check CHECK ((role = ANY (ARRAY['assistant'::text, 'level2'::text, 'specialist'::text, 'manager'::text, 'administrator'::text, 'read_only'::text])));

alter table person add constraint person_weekdays_check CHECK ((weekdays <@ '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]));

alter table person add constraint person_manager_fkey FOREIGN KEY (manager) REFERENCES person(code);

alter table person add constraint person_mentor_fkey FOREIGN KEY (mentor) REFERENCES person(code);

alter table person add constraint person_pkey PRIMARY KEY (code);

alter table person add constraint person_email_key UNIQUE (email);

alter table platform add constraint platform_pkey PRIMARY KEY (code);

alter table policy add constraint policy_acknowledged_for_ms_check CHECK ((acknowledged_for_ms > 0));

alter table policy add constraint policy_chase_receipt_after_ms_check CHECK ((chase_receipt_after_ms > 0));

alter table policy add constraint policy_close_unverified_after_ms_check CHECK ((close_unverified_after_ms > 0));

alter table policy add constraint policy_escalate_after_ms_check CHECK ((escalate_after_ms > 0));

alter table policy add constraint policy_news_interval_ms_check CHECK ((news_interval_ms > 0));

alter table policy add constraint policy_remind_after_ms_check CHECK ((remind_after_ms > 0));

alter table policy add constraint policy_reminders_max_check CHECK (((reminders_max >= 0) AND (reminders_max <= 20)));

alter table policy add constraint policy_pkey PRIMARY KEY (code);

alter table rate_count add constraint rate_count_pkey PRIMARY KEY (key);

alter table receipt add constraint receipt_kind_check CHECK ((kind = ANY (ARRAY['applied'::text, 'refused'::text])));

alter table receipt add constraint receipt_decision_fkey FOREIGN KEY (decision) REFERENCES decision(id);

alter table receipt add constraint receipt_pkey PRIMARY KEY (decision, kind);

alter table register_version add constraint register_version_pkey PRIMARY KEY (register, code, version);

alter table relief_look add constraint relief_look_done_check CHECK ((done = ANY (ARRAY['nothing'::text, 'begun'::text, 'handed_over'::text, 'offered'::text, 'taken'::text, 'no_room'::text, 'ended'::text])));

alter table relief_look add constraint relief_look_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table relief_look add constraint relief_look_pkey PRIMARY KEY (id);

alter table requester add constraint requester_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table requester add constraint requester_contact_fkey FOREIGN KEY (contact) REFERENCES contact(id);

alter table requester add constraint requester_pkey PRIMARY KEY (id);

alter table requester_submission add constraint requester_submission_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table requester_submission add constraint requester_submission_pkey PRIMARY KEY (hash);

alter table rota_feed add constraint rota_feed_made_by_fkey FOREIGN KEY (made_by) REFERENCES person(code);

alter table rota_feed add constraint rota_feed_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table rota_feed add constraint rota_feed_pkey PRIMARY KEY (id);

alter table rota_feed add constraint rota_feed_token_hash_key UNIQUE (token_hash);

alter table rota_hand_over add constraint rota_hand_over_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table rota_hand_over add constraint rota_hand_over_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table rota_hand_over add constraint rota_hand_over_pkey PRIMARY KEY (day, person);

alter table rota_hand_over add constraint rota_hand_over_mail_key UNIQUE (mail);

alter table rota_override add constraint rota_override_check CHECK ((starts_at < ends_at));

alter table rota_override add constraint rota_override_check1 CHECK (((num_nonnulls(out_person, in_person) > 0) AND (out_person IS DISTINCT FROM in_person)));

alter table rota_override add constraint rota_override_level_check CHECK ((level = ANY (ARRAY[1, 2])));

alter table rota_override add constraint rota_override_in_person_fkey FOREIGN KEY (in_person) REFERENCES person(code);

alter table rota_override add constraint rota_override_out_person_fkey FOREIGN KEY (out_person) REFERENCES person(code);

alter table rota_override add constraint rota_override_pkey PRIMARY KEY (id);

alter table rota_rotation add constraint rota_rotation_level_check CHECK ((level = ANY (ARRAY[1, 2])));

alter table rota_rotation add constraint rota_rotation_turn_check CHECK ((turn = ANY (ARRAY['day'::text, 'week'::text])));

alter table rota_rotation add constraint rota_rotation_pkey PRIMARY KEY (level);

alter table rota_settings add constraint rota_settings_check CHECK (((relief_end_percent >= 10) AND (relief_end_percent < relief_begin_percent)));

alter table rota_settings add constraint rota_settings_duty_minutes_check CHECK (((duty_minutes >= 10) AND (duty_minutes <= 1440)));

alter table rota_settings add constraint rota_settings_hand_over_check CHECK ((hand_over ~ '^([01]\d|2[0-3]):[0-5]\d$'::text));

alter table rota_settings add constraint rota_settings_id_check CHECK ((id = 1));

alter table rota_settings add constraint rota_settings_relief_begin_percent_check CHECK (((relief_begin_percent >= 50) AND (relief_begin_percent <= 300)));

alter table rota_settings add constraint rota_settings_relief_check CHECK ((relief = ANY (ARRAY['off'::text, 'propose'::text, 'act'::text])));

alter table rota_settings add constraint rota_settings_ticket_minutes_check CHECK (((ticket_minutes >= 1) AND (ticket_minutes <= 450)));

alter table rota_settings add constraint rota_settings_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar(code);

alter table rota_settings add constraint rota_settings_pkey PRIMARY KEY (id);

alter table rota_shift add constraint rota_shift_layer_check CHECK ((layer = ANY (ARRAY['rotation'::text, 'temporary'::text])));

alter table rota_shift add constraint rota_shift_level_check CHECK ((level = ANY (ARRAY['1'::text, '2'::text])));

alter table rota_shift add constraint rota_shift_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table rota_shift add constraint rota_shift_pkey PRIMARY KEY (code);

alter table rota_shift add constraint rota_shift_day_level_layer_key UNIQUE (day, level, layer);

alter table rule add constraint rule_cap_check CHECK ((cap > 0));

alter table rule add constraint rule_gap_ms_check CHECK ((gap_ms > 0));

alter table rule add constraint rule_max_age_ms_check CHECK ((max_age_ms > 0));

alter table rule add constraint rule_new_cases_max_check CHECK ((new_cases_max > 0));

alter table rule add constraint rule_open_max_check CHECK ((open_max > 0));

alter table rule add constraint rule_threshold_check CHECK ((threshold > 0));

alter table rule add constraint rule_pkey PRIMARY KEY (id);

alter table rule add constraint rule_code_version_key UNIQUE (code, version);

alter table run add constraint run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])));

alter table run add constraint run_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key(id);

alter table run add constraint run_input_sha256_fkey FOREIGN KEY (input_sha256) REFERENCES file(sha256);

alter table run add constraint run_pkey PRIMARY KEY (id);

alter table run_batch add constraint run_batch_run_fkey FOREIGN KEY (run) REFERENCES run(id);

alter table run_batch add constraint run_batch_pkey PRIMARY KEY (run, number);

alter table run_error add constraint run_error_run_fkey FOREIGN KEY (run) REFERENCES run(id);

alter table run_error add constraint run_error_pkey PRIMARY KEY (run, index);

alter table sensor add constraint sensor_pkey PRIMARY KEY (code);

alter table session add constraint session_person_fkey FOREIGN KEY (person) REFERENCES person(code) ON DELETE CASCADE;

alter table session add constraint session_pkey PRIMARY KEY (id_hash);

alter table setting add constraint setting_pkey PRIMARY KEY (code);

alter table sla_policy add constraint sla_policy_update_mode_check CHECK ((update_mode = ANY (ARRAY['answer'::text, 'every'::text])));

alter table sla_policy add constraint sla_policy_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar(code);

alter table sla_policy add constraint sla_policy_pkey PRIMARY KEY (code);

alter table sla_policy add constraint sla_policy_rank_key UNIQUE (rank);

alter table source add constraint source_pkey PRIMARY KEY (code);

alter table supplier add constraint supplier_language_check CHECK ((language = ANY (ARRAY['fr'::text, 'en'::text])));

alter table supplier add constraint supplier_policy_fkey FOREIGN KEY (policy) REFERENCES policy(code);

alter table supplier add constraint supplier_pkey PRIMARY KEY (code);

alter table task add constraint task_check CHECK ((num_nonnulls(case_id, subject) = 1));

alter table task add constraint task_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table task add constraint task_pkey PRIMARY KEY (id);

alter table ticket add constraint ticket_level_check CHECK ((level = ANY (ARRAY['1'::text, '2'::text, '3'::text, 'external'::text])));

alter table ticket add constraint ticket_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'resolved'::text, 'closed'::text, 'merged'::text])));

alter table ticket add constraint ticket_type_check CHECK ((type = ANY (ARRAY['data_request'::text, 'information'::text, 'alert'::text, 'incident'::text, 'advice'::text, 'remark'::text])));

alter table ticket add constraint ticket_assignee_fkey FOREIGN KEY (assignee) REFERENCES person(code);

alter table ticket add constraint ticket_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES ticket(id);

alter table ticket add constraint ticket_requester_fkey FOREIGN KEY (requester) REFERENCES requester(id);

alter table ticket add constraint ticket_topic_fkey FOREIGN KEY (topic) REFERENCES topic(code);

alter table ticket add constraint ticket_pkey PRIMARY KEY (id);

alter table ticket add constraint ticket_number_key UNIQUE (number);

alter table ticket add constraint ticket_submission_key UNIQUE (submission);

alter table ticket_clock add constraint ticket_clock_kind_check CHECK ((kind = ANY (ARRAY['response'::text, 'update'::text, 'resolution'::text, 'ola'::text])));

alter table ticket_clock add constraint ticket_clock_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'cancelled'::text, 'merged'::text])));

alter table ticket_clock add constraint ticket_clock_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_clock add constraint ticket_clock_pkey PRIMARY KEY (id);

alter table ticket_feedback add constraint ticket_feedback_score_check CHECK (((score >= 1) AND (score <= 5)));

alter table ticket_feedback add constraint ticket_feedback_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_feedback add constraint ticket_feedback_pkey PRIMARY KEY (ticket, cycle);

alter table ticket_file add constraint ticket_file_message_fkey FOREIGN KEY (message) REFERENCES ticket_message(id);

alter table ticket_file add constraint ticket_file_sha256_fkey FOREIGN KEY (sha256) REFERENCES file(sha256);

alter table ticket_file add constraint ticket_file_pkey PRIMARY KEY (id);

alter table ticket_hop add constraint ticket_hop_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table ticket_hop add constraint ticket_hop_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_hop add constraint ticket_hop_pkey PRIMARY KEY (id);

alter table ticket_link add constraint ticket_link_check CHECK ((num_nonnulls(other, case_id) = 1));

alter table ticket_link add constraint ticket_link_kind_check CHECK ((kind = ANY (ARRAY['related'::text, 'possible_reply'::text, 'merged'::text, 'split'::text, 'case'::text])));

alter table ticket_link add constraint ticket_link_case_id_fkey FOREIGN KEY (case_id) REFERENCES anomaly_case(id);

alter table ticket_link add constraint ticket_link_other_fkey FOREIGN KEY (other) REFERENCES ticket(id);

alter table ticket_link add constraint ticket_link_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_mail add constraint ticket_mail_mail_fkey FOREIGN KEY (mail) REFERENCES mail(id);

alter table ticket_mail add constraint ticket_mail_message_fkey FOREIGN KEY (message) REFERENCES ticket_message(id);

alter table ticket_mail add constraint ticket_mail_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table ticket_mail add constraint ticket_mail_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_mail add constraint ticket_mail_pkey PRIMARY KEY (mail);

alter table ticket_message add constraint ticket_message_side_check CHECK ((side = ANY (ARRAY['requester'::text, 'desk'::text, 'external'::text, 'machine'::text])));

alter table ticket_message add constraint ticket_message_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'internal'::text])));

alter table ticket_message add constraint ticket_message_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_message add constraint ticket_message_pkey PRIMARY KEY (id);

alter table ticket_message add constraint ticket_message_submission_key UNIQUE (submission);

alter table ticket_tag add constraint ticket_tag_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_tag add constraint ticket_tag_pkey PRIMARY KEY (ticket, tag);

alter table ticket_watcher add constraint ticket_watcher_person_fkey FOREIGN KEY (person) REFERENCES person(code);

alter table ticket_watcher add constraint ticket_watcher_ticket_fkey FOREIGN KEY (ticket) REFERENCES ticket(id);

alter table ticket_watcher add constraint ticket_watcher_pkey PRIMARY KEY (ticket, person);

alter table topic add constraint topic_pkey PRIMARY KEY (code);

alter table webhook add constraint webhook_state_check CHECK ((state = ANY (ARRAY['unproven'::text, 'active'::text, 'paused'::text, 'disabled'::text])));

alter table webhook add constraint webhook_why_check CHECK ((why = ANY (ARRAY['person'::text, 'schedule_over'::text, 'refused'::text, 'gone'::text])));

alter table webhook add constraint webhook_pkey PRIMARY KEY (id);

alter table webhook add constraint webhook_code_key UNIQUE (code);

alter table webhook_attempt add constraint webhook_attempt_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'failed'::text, 'refused'::text, 'gone'::text])));

alter table webhook_attempt add constraint webhook_attempt_delivery_fkey FOREIGN KEY (delivery) REFERENCES webhook_delivery(id);

alter table webhook_attempt add constraint webhook_attempt_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhook(id);

alter table webhook_attempt add constraint webhook_attempt_pkey PRIMARY KEY (id);

alter table webhook_delivery add constraint webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'stopped'::text, 'skipped'::text])));

alter table webhook_delivery add constraint webhook_delivery_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhook(id);

alter table webhook_delivery add constraint webhook_delivery_pkey PRIMARY KEY (id);

alter table webhook_delivery add constraint webhook_delivery_webhook_position_key UNIQUE (webhook, "position");

CREATE INDEX absence_span ON public.absence USING btree (ends_at, starts_at) WHERE (NOT cancelled);

CREATE UNIQUE INDEX advice_draft ON public.advice USING btree (code) WHERE (state = 'draft'::text);

CREATE INDEX advice_given_code ON public.advice_given USING btree (code);

CREATE INDEX advice_given_to ON public.advice_given USING btree (supplier, sensor, code, at);

CREATE INDEX anomaly_of_case ON public.anomaly USING btree (case_id, time_start);

CREATE INDEX anomaly_of_run ON public.anomaly USING btree (run, id);

CREATE UNIQUE INDEX anomaly_case_accepting ON public.anomaly_case USING btree (case_key) WHERE accepting;

CREATE INDEX anomaly_case_key ON public.anomaly_case USING btree (case_key, id);

CREATE INDEX anomaly_case_overdue ON public.anomaly_case USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX anomaly_case_sensor ON public.anomaly_case USING btree (sensor, first_time) WHERE (sensor IS NOT NULL);

CREATE INDEX anomaly_case_turn ON public.anomaly_case USING btree (turn, id DESC);

CREATE INDEX anomaly_case_verifying ON public.anomaly_case USING btree (source, dataset) WHERE (phase = 'verifying'::text);

CREATE INDEX answer_file ON public.answer USING btree (file_sha256) WHERE (file_sha256 IS NOT NULL);

CREATE INDEX answer_of_set ON public.answer USING btree (answer_set) WHERE (answer_set IS NOT NULL);

CREATE INDEX answer_search ON public.answer USING gin (search_words(comment)) WHERE (comment IS NOT NULL);

CREATE INDEX checklist_due ON public.checklist USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX clock_migration_row_of ON public.clock_migration_row USING btree (clock);

CREATE INDEX contact_calendar ON public.contact USING btree (calendar) WHERE (calendar IS NOT NULL);

CREATE INDEX contact_email ON public.contact USING btree (lower(email));

CREATE INDEX contact_overdue ON public.contact USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX contact_supplier ON public.contact USING btree (supplier);

CREATE INDEX corrected_row_anomaly ON public.corrected_row USING btree (answer, anomaly, number);

CREATE INDEX cruise_platform ON public.cruise USING btree (platform, start_at);

CREATE INDEX cruise_search ON public.cruise USING gin (search_words(((((((((code || ' '::text) || name) || ' '::text) || COALESCE(doi, ''::text)) || ' '::text) || COALESCE(chief_scientist, ''::text)) || ' '::text) || COALESCE(laboratory, ''::text))));

CREATE INDEX decision_case ON public.decision USING btree (case_id, seq);

CREATE INDEX delivery_content ON public.delivery USING btree (sha256);

CREATE INDEX delivery_of_due ON public.delivery USING btree (due);

CREATE INDEX delivery_due_state ON public.delivery_due USING btree (state, id);

CREATE INDEX event_episode ON public.event USING btree (at) WHERE (type = ANY (ARRAY['case.opened'::text, 'case.reopen'::text, 'case.split'::text]));

CREATE INDEX event_subject ON public.event USING btree (subject, id);

CREATE INDEX event_type ON public.event USING btree (type, "position");

CREATE INDEX event_unplaced ON public.event USING btree (id) WHERE ("position" IS NULL);

CREATE INDEX folded_of_run ON public.folded USING btree (run, id);

CREATE INDEX guest_of_link ON public.guest USING btree (forwarded_by);

CREATE INDEX hold_ends ON public.hold USING btree (ends_at);

CREATE INDEX hold_overdue ON public.hold USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX inbound_case_of_case ON public.inbound_case USING btree (case_id);

CREATE INDEX inbound_file_content ON public.inbound_file USING btree (sha256) WHERE (sha256 IS NOT NULL);

CREATE INDEX inbound_mail_message ON public.inbound_mail USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX inbound_mail_state ON public.inbound_mail USING btree (state, id DESC);

CREATE INDEX inbound_mail_ticket ON public.inbound_mail USING btree (ticket) WHERE (ticket IS NOT NULL);

CREATE INDEX inbound_mail_waiting ON public.inbound_mail USING btree (id) WHERE (state = 'stored'::text);

CREATE INDEX letter_line_case ON public.letter_line USING btree (case_id);

CREATE INDEX letter_line_contact ON public.letter_line USING btree (contact);

CREATE INDEX link_of_contact ON public.link USING btree (contact);

CREATE INDEX mail_leaving ON public.mail USING btree (priority, not_before) WHERE (state = 'pending'::text);

CREATE INDEX mail_of_contact ON public.mail USING btree (contact, created_at);

CREATE INDEX mail_pending ON public.mail USING btree (not_before) WHERE (state = 'pending'::text);

CREATE INDEX mail_case_of_case ON public.mail_case USING btree (case_id);

CREATE INDEX message_of_case ON public.message USING btree (case_id, at);

CREATE INDEX message_search ON public.message USING gin (search_words(text));

CREATE INDEX outbox_webhook ON public.outbox USING btree (id) WHERE (kind = 'webhook'::text);

CREATE UNIQUE INDEX requester_email ON public.requester USING btree (lower(email));

CREATE INDEX requester_search ON public.requester USING gin (search_words(((COALESCE(name, ''::text) || ' '::text) || email)));

CREATE INDEX rota_override_span ON public.rota_override USING btree (ends_at) WHERE (cancelled_at IS NULL);

CREATE UNIQUE INDEX rule_current ON public.rule USING btree (code) WHERE is_current;

CREATE INDEX run_finished ON public.run USING btree (source, finished_at);

CREATE INDEX run_input ON public.run USING btree (input_sha256) WHERE (input_sha256 IS NOT NULL);

CREATE INDEX session_person ON public.session USING btree (person);

CREATE UNIQUE INDEX task_open ON public.task USING btree (case_id, code) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX task_open_of_subject ON public.task USING btree (subject, code) WHERE ((done_at IS NULL) AND (subject IS NOT NULL));

CREATE INDEX task_standing ON public.task USING btree (id) WHERE (done_at IS NULL);

CREATE INDEX ticket_alive ON public.ticket USING btree (level, promise_due_at) WHERE (state = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text]));

CREATE INDEX ticket_by_due ON public.ticket USING btree (COALESCE(promise_due_at, 'infinity'::timestamp with time zone), id);

CREATE INDEX ticket_due ON public.ticket USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX ticket_merged ON public.ticket USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX ticket_of ON public.ticket USING btree (requester, id DESC);

CREATE INDEX ticket_open ON public.ticket USING btree (assignee, id DESC) WHERE (state = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'resolved'::text]));

CREATE INDEX ticket_search ON public.ticket USING gin (search_words(COALESCE(subject, ''::text)));

CREATE INDEX ticket_clock_ended ON public.ticket_clock USING btree (started_at);

CREATE INDEX ticket_clock_of ON public.ticket_clock USING btree (ticket);

CREATE INDEX ticket_clock_running ON public.ticket_clock USING btree (policy_code) WHERE (ended_at IS NULL);

CREATE INDEX ticket_file_of ON public.ticket_file USING btree (message);

CREATE INDEX ticket_hop_foreign ON public.ticket_hop USING btree (foreign_number) WHERE (foreign_number IS NOT NULL);

CREATE INDEX ticket_hop_of ON public.ticket_hop USING btree (ticket);

CREATE UNIQUE INDEX ticket_hop_present ON public.ticket_hop USING btree (ticket) WHERE (until IS NULL);

CREATE INDEX ticket_link_case ON public.ticket_link USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE UNIQUE INDEX ticket_link_once ON public.ticket_link USING btree (ticket, COALESCE(other, (0)::bigint), COALESCE(case_id, (0)::bigint));

CREATE INDEX ticket_link_other ON public.ticket_link USING btree (other) WHERE (other IS NOT NULL);

CREATE INDEX ticket_mail_of ON public.ticket_mail USING btree (ticket);

CREATE INDEX ticket_message_of ON public.ticket_message USING btree (ticket, id);

CREATE INDEX ticket_message_search ON public.ticket_message USING gin (search_words(text)) WHERE (erased_at IS NULL);

CREATE INDEX webhook_overdue ON public.webhook USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX webhook_attempt_delivery ON public.webhook_attempt USING btree (delivery, id);

CREATE INDEX webhook_attempt_latest ON public.webhook_attempt USING btree (webhook, id);

CREATE INDEX webhook_delivery_line ON public.webhook_delivery USING btree (webhook, line, "position") WHERE (state = ANY (ARRAY['waiting'::text, 'stopped'::text]));

CREATE INDEX webhook_delivery_old ON public.webhook_delivery USING btree (delivered_at) WHERE (state = 'delivered'::text);

CREATE INDEX webhook_delivery_queue ON public.webhook_delivery USING btree (webhook, "position") WHERE (state = 'waiting'::text);
