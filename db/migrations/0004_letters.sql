-- When and in which shape a contact is written to.
alter table contact
  add column mail_format text not null default 'full' check (mail_format in ('full', 'text')),
  add column zone text not null default 'Europe/Paris',
  add column quiet_from text,
  add column quiet_until text,
  add column working_days text[] not null default '{}',
  add column digest_at text,
  add column letters_per_day int not null default 24 check (letters_per_day between 1 and 1440);
create index letter_line_case on letter_line (case_id);
create index contact_email on contact (lower(email));

-- The address that a reply to this mail comes to, and what the mail system said after it had taken the mail.
alter table mail
  add column reply_hash bytea unique,
  add column bounced_at timestamptz,
  add column bounce text check (bounce in ('hard', 'soft'));
create index mail_of_contact on mail (contact, created_at);
