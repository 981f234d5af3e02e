-- members_version counts changes of the membership; members_applied is the version that Keycloak's groups and the
-- management cluster are known to show. Where they differ, the change still has to be carried out.
CREATE TABLE tenant (
    id              uuid         PRIMARY KEY,
    name            varchar(32)  NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])$'),
    plan            varchar(63)  NOT NULL REFERENCES plan (name),
    created_at      timestamptz  NOT NULL,
    members_version bigint       NOT NULL,
    members_applied bigint       NOT NULL,
    version         bigint       NOT NULL
);

CREATE TABLE quota (
    tenant_id    uuid    PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    clusters     integer NOT NULL CHECK (clusters >= 0),
    nodes        integer NOT NULL CHECK (nodes >= 0),
    cpu_millis   bigint  NOT NULL CHECK (cpu_millis >= 0),
    memory_bytes bigint  NOT NULL CHECK (memory_bytes >= 0),
    volume_bytes bigint  NOT NULL CHECK (volume_bytes >= 0)
);

CREATE TABLE membership (
    tenant_id  uuid         NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    email      varchar(254) NOT NULL CHECK (email = lower(email)),
    role       varchar(16)  NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    created_at timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, email)
);

CREATE INDEX membership_email ON membership (email);
