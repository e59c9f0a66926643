-- Statistics are made from the log: which episodes began when, and what runs looked at.
create index event_episode on event (at) where type in ('case.opened', 'case.reopen', 'case.split');
