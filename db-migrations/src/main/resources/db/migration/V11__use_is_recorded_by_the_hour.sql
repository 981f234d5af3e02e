-- How much a tenant used within one hour: amounts times seconds, so that parts of an hour count as what they are. Adding to a
-- row is done with the change that it counts, or not at all.
CREATE TABLE usage_hour (
    tenant_id           uuid        NOT NULL,
    hour                timestamptz NOT NULL CHECK (date_trunc('hour', hour AT TIME ZONE 'UTC') = hour AT TIME ZONE 'UTC'),
    cluster_seconds     bigint      NOT NULL DEFAULT 0 CHECK (cluster_seconds >= 0),
    node_seconds        bigint      NOT NULL DEFAULT 0 CHECK (node_seconds >= 0),
    cpu_milli_seconds   bigint      NOT NULL DEFAULT 0 CHECK (cpu_milli_seconds >= 0),
    memory_mib_seconds  bigint      NOT NULL DEFAULT 0 CHECK (memory_mib_seconds >= 0),
    volume_mib_seconds  bigint      NOT NULL DEFAULT 0 CHECK (volume_mib_seconds >= 0),
    requests            bigint      NOT NULL DEFAULT 0 CHECK (requests >= 0),
    PRIMARY KEY (tenant_id, hour)
);
