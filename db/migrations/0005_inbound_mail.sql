-- Mail that comes in: its bytes stand in `file` before anything is made of it; then what each step found.
create table inbound_mail (
  id bigint generated always as identity primary key,
  -- By which door it came first.
  mailbox text not null,
  -- The same bytes are the same mail, by whichever door and however often.
  sha256 bytea not null unique references file (sha256),
  size bigint not null,
  envelope_from text,
  envelope_to text[] not null default '{}',
  received_at timestamptz not null,
  state text not null default 'stored' check (state in ('stored', 'applied', 'noted', 'proposed', 'unassigned', 'quarantined', 'filed', 'duplicate', 'discarded')),
  reason text,
  steps jsonb not null default '[]',
  message_id text,
  class text,
  verdict text check (verdict in ('pass', 'fail', 'none')),
  from_address text,
  from_name text,
  subject text,
  body text,
  quoted text,
  -- The mail of ours that it answers, and who that was written to.
  answers uuid references mail (id),
  contact int references contact (id),
  -- A ticket may take a mail that belongs to no case.
  ticket bigint,
  twin_of bigint references inbound_mail (id),
  lease_until timestamptz,
  attempts int not null default 0,
  handled_at timestamptz,
  -- Who of the desk decided what became of it, and why it was discarded.
  handled_by text,
  handled_for text
);
create index inbound_mail_waiting on inbound_mail (id) where state = 'stored';
create index inbound_mail_state on inbound_mail (state, id desc);
create index inbound_mail_message on inbound_mail (message_id) where message_id is not null;

-- What a mail says of each case: done already, or proposed to the desk.
create table inbound_case (
  inbound bigint not null references inbound_mail (id),
  case_id bigint not null references anomaly_case (id),
  state text not null check (state in ('proposed', 'applied', 'noted', 'discarded')),
  reason text,
  code text,
  comment text,
  decided_by text,
  decided_at timestamptz,
  decided_for text,
  primary key (inbound, case_id)
);
create index inbound_case_of_case on inbound_case (case_id);

-- Files that came with a mail; one that may not be kept has no content and says why.
create table inbound_file (
  inbound bigint not null references inbound_mail (id),
  number int not null,
  name text not null,
  size bigint not null,
  sha256 bytea references file (sha256),
  trouble text,
  primary key (inbound, number)
);
create index inbound_file_content on inbound_file (sha256) where sha256 is not null;

-- How far each folder has been read.
create table inbound_position (
  mailbox text primary key,
  uid_validity bigint not null,
  last_uid bigint not null,
  since timestamptz not null
);
