-- Corrections checked row by row, references, what still fails.

-- A file that is too large to be sent: where it lies and what it must be. Never fetched by us.
alter table answer add column reference_url text;
alter table answer add column reference_sha256 bytea;
alter table answer add column reference_size bigint;

-- What the check of a file of corrected values said: counts and the first lines, in `report`.
create table correction (
  answer bigint primary key references answer,
  format text not null,
  row_count integer not null,
  failing integer not null,
  report jsonb not null
);

-- A corrected measurement, once for each anomaly that it corrects.
create table corrected_row (
  answer bigint not null references correction,
  number integer not null,
  line integer not null,
  anomaly bigint not null,
  time timestamptz not null,
  z double precision,
  lat double precision,
  lon double precision,
  parameter text,
  unit text,
  old_value double precision,
  value double precision,
  old_flag text,
  flag text,
  primary key (answer, number)
);
create index corrected_row_anomaly on corrected_row (answer, anomaly, number);
