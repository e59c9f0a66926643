/**
 * SQL: anomaly `a` has the uuid of this parameter. Found by its primary key: a uuid begins with the id in 12 hexadecimal digits,
 * and the ids of those given before that are in a table of their own.
 */
export const hasUuid = (parameter: string): string =>
  `a.uuid = ${parameter}::uuid and a.id = coalesce((select o.anomaly from anomaly_older_uuid o where o.uuid = ${parameter}::uuid),
                                                 ('x' || lpad(replace(left(${parameter}::uuid::text, 13), '-', ''), 16, '0'))::bit(64)::bigint)`;
