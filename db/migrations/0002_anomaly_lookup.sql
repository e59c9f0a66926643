-- A case's row is touched by every batch that brings it anomalies: with room in its page the new version needs no entry in any index.
alter table anomaly_case set (fillfactor = 50);

-- An anomaly is found by its uuid through its primary key, so that no row inserted pays for an index more: a new uuid begins with
-- the id (48 bits, then version 8, variant and chance). The default of `id` is computed before that of `uuid`, in the order of the columns.
alter table anomaly alter column uuid
  set default (lpad(to_hex(currval('anomaly_id_seq'::regclass)), 12, '0') || '80008' || substr(md5(random()::text), 18))::uuid;
create table anomaly_older_uuid (uuid uuid primary key, anomaly bigint not null);
insert into anomaly_older_uuid (uuid, anomaly) select uuid, id from anomaly;
