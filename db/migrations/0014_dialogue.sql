-- The mails: what leaves first.
alter table mail add column priority smallint not null default 1;
create index mail_leaving on mail (priority, not_before) where state = 'pending';

-- The contact: asked for no more mail; wants to know when some of what they were told of no longer fails.
alter table contact
  add column declined_at timestamptz,
  add column partial_news boolean not null default false;

-- The person: the language is their own choice; in French only where it was chosen since.
alter table person add column language_chosen boolean not null default false;
update person set language_chosen = true where language = 'en';

-- The case: since when some, not all, of what was told no longer fails.
alter table anomaly_case add column lessened_at timestamptz;
