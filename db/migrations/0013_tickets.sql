create sequence ticket_number;

-- Who asks. A contact of a supplier who asks is the same person, by the address.
create table requester (
  id int generated always as identity primary key,
  email text not null,
  name text,
  language text not null default 'fr' check (language in ('fr', 'en')),
  -- Of the policies: whom other promises are made to.
  group_code text,
  organisation text,
  contact int references contact,
  unreachable_at timestamptz,
  created_at timestamptz not null,
  erased_at timestamptz
);
create unique index requester_email on requester (lower(email));

create table ticket (
  id bigint generated always as identity primary key,
  number text not null unique,
  type text not null check (type in ('data_request', 'information', 'alert', 'incident', 'advice', 'remark')),
  state text not null default 'new' check (state in ('new', 'open', 'waiting', 'resolved', 'closed', 'merged')),
  channel text not null,
  topic text references topic,
  cruise text,
  -- Words of the requester; emptied when they are erased.
  subject text,
  requester int references requester,
  language text not null default 'fr',
  impact text not null,
  urgency text not null,
  priority text not null,
  -- Words of whoever set it.
  priority_reason text,
  level text not null default '1' check (level in ('1', '2', '3', 'external')),
  assignee text references person,
  -- The assignee has said so, or has answered.
  taken boolean not null default false,
  opened_at timestamptz not null,
  state_since timestamptz not null,
  cycle int not null default 1,
  waiting text[] not null default '{}',
  wait_until timestamptz,
  unanswered_since timestamptz,
  first_answered_at timestamptz,
  ask_next_at timestamptz,
  asked text[] not null default '{}',
  closes_at timestamptz,
  closed_at timestamptz,
  ending text,
  merged_into bigint references ticket,
  policy_code text,
  policy_version int,
  policy_why jsonb,
  -- The same submission twice is one ticket.
  submission text unique,
  next_step text,
  next_due_at timestamptz,
  -- Its earliest promise to the requester that runs, for lists.
  promise_kind text,
  promise_due_at timestamptz,
  promise_risk_at timestamptz,
  breached boolean not null default false
);
create index ticket_due on ticket (next_due_at) where next_due_at is not null;
create index ticket_open on ticket (assignee, id desc) where state in ('new', 'open', 'waiting', 'resolved');
create index ticket_alive on ticket (level, promise_due_at) where state in ('new', 'open', 'waiting');
create index ticket_merged on ticket (merged_into) where merged_into is not null;
create index ticket_of on ticket (requester, id desc);

create table ticket_clock (
  id bigint generated always as identity primary key,
  ticket bigint not null references ticket,
  cycle int not null,
  kind text not null check (kind in ('response', 'update', 'resolution', 'ola')),
  -- Of an OLA clock: who held the ticket, and who of them.
  level text,
  person text,
  policy_code text not null,
  policy_version int not null,
  -- [{from_ms, calendar, version}]: the calendars it counts by, each from its instant on.
  eras jsonb not null,
  state text not null check (state in ('running', 'paused', 'met', 'breached', 'cancelled', 'merged')),
  target_ms bigint not null,
  left_ms bigint not null,
  started_at timestamptz not null,
  as_of timestamptz not null,
  due_at timestamptz,
  reasons text[] not null default '{}',
  pauses jsonb not null default '[]',
  marks jsonb not null default '[]',
  breached_at timestamptz,
  ended_at timestamptz
);
create index ticket_clock_of on ticket_clock (ticket);
create index ticket_clock_ended on ticket_clock (started_at);
create index ticket_clock_running on ticket_clock (policy_code) where ended_at is null;

-- Who held the ticket from when until when.
create table ticket_hop (
  id bigint generated always as identity primary key,
  ticket bigint not null references ticket,
  level text not null,
  person text references person,
  -- How it came there: duty, transfer, cover, guarantee, taken.
  why text not null,
  since timestamptz not null,
  until timestamptz,
  -- Of a desk outside: its own number for this.
  foreign_number text
);
create index ticket_hop_of on ticket_hop (ticket);
create unique index ticket_hop_present on ticket_hop (ticket) where until is null;

create table ticket_message (
  id bigint generated always as identity primary key,
  ticket bigint not null references ticket,
  side text not null check (side in ('requester', 'desk', 'external', 'machine')),
  visibility text not null check (visibility in ('public', 'internal')),
  author text not null,
  channel text not null,
  at timestamptz not null,
  text text not null,
  quoted text,
  inbound bigint,
  -- The same words sent twice are one message.
  submission text unique,
  erased_at timestamptz
);
create index ticket_message_of on ticket_message (ticket, id);

create table ticket_file (
  id bigint generated always as identity primary key,
  message bigint not null references ticket_message,
  name text not null,
  -- Null: it may not be kept, for this reason.
  sha256 bytea references file,
  size bigint not null,
  trouble text
);
create index ticket_file_of on ticket_file (message);

-- Mails about a ticket: what each tells, and the message it carries.
create table ticket_mail (
  mail uuid primary key references mail,
  ticket bigint not null references ticket,
  about text not null,
  message bigint references ticket_message,
  person text references person
);
create index ticket_mail_of on ticket_mail (ticket);

create table ticket_link (
  ticket bigint not null references ticket,
  kind text not null check (kind in ('related', 'possible_reply', 'merged', 'split', 'case')),
  other bigint references ticket,
  case_id bigint references anomaly_case,
  made_by text not null,
  at timestamptz not null,
  check (num_nonnulls(other, case_id) = 1)
);
create unique index ticket_link_once on ticket_link (ticket, coalesce(other, 0), coalesce(case_id, 0));
create index ticket_link_other on ticket_link (other) where other is not null;
create index ticket_link_case on ticket_link (case_id) where case_id is not null;

create table ticket_tag (ticket bigint not null references ticket, tag text not null, primary key (ticket, tag));
create table ticket_watcher (ticket bigint not null references ticket, person text not null references person, primary key (ticket, person));

-- Once a closed cycle.
create table ticket_feedback (
  ticket bigint not null references ticket,
  cycle int not null,
  score int not null check (score between 1 and 5),
  comment text,
  at timestamptz not null,
  primary key (ticket, cycle)
);

-- Desks outside to which tickets are handed, by mail: the one of the topic, else the first that names none.
create table external_desk (
  code text primary key,
  name text not null,
  email text not null,
  language text not null default 'fr' check (language in ('fr', 'en')),
  topics text[] not null default '{}',
  active boolean not null default true
);
create index inbound_mail_ticket on inbound_mail (ticket) where ticket is not null;
create index ticket_hop_foreign on ticket_hop (foreign_number) where foreign_number is not null;
