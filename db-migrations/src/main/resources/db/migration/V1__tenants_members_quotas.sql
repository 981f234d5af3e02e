-- Tenants, the people in them, what they may use, and the steps that bring a sign-up to completion.

CREATE TABLE plan (
    name           text    PRIMARY KEY,
    clusters       integer NOT NULL CHECK (clusters >= 0),
    nodes          integer NOT NULL CHECK (nodes >= 0),
    cpu_millis     bigint  NOT NULL CHECK (cpu_millis >= 0),
    memory_bytes   bigint  NOT NULL CHECK (memory_bytes >= 0),
    volume_bytes   bigint  NOT NULL CHECK (volume_bytes >= 0)
);

INSERT INTO plan (name, clusters, nodes, cpu_millis, memory_bytes, volume_bytes)
VALUES ('default', 2, 4, 4000, 8589934592, 21474836480);

CREATE TABLE tenant (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]{1,30}[a-z0-9])$'),
    state      text        NOT NULL CHECK (state IN ('Provisioning', 'Active', 'Suspended', 'Deleting')),
    plan       text        NOT NULL REFERENCES plan (name),
    created_at timestamptz NOT NULL,
    version    bigint      NOT NULL DEFAULT 0
);

-- A tenant's own limits where they differ from its plan's; null means the plan's.
CREATE TABLE quota (
    tenant_id      uuid    PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    clusters       integer CHECK (clusters >= 0),
    nodes          integer CHECK (nodes >= 0),
    cpu_millis     bigint  CHECK (cpu_millis >= 0),
    memory_bytes   bigint  CHECK (memory_bytes >= 0),
    volume_bytes   bigint  CHECK (volume_bytes >= 0),
    version        bigint  NOT NULL DEFAULT 0
);

CREATE TABLE person (
    id               uuid        PRIMARY KEY,
    email            text        NOT NULL UNIQUE CHECK (email = lower(email)),
    keycloak_user_id text        UNIQUE,
    created_at       timestamptz NOT NULL
);

CREATE TABLE membership (
    tenant_id  uuid        NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    person_id  uuid        NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role       text        NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);

CREATE INDEX membership_person ON membership (person_id);

-- One row per step of a provisioning run. A step is done once; a run that stopped goes on with the first step that is not done.
CREATE TABLE provisioning_step (
    tenant_id  uuid        NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    step       text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('Pending', 'Done', 'Undone', 'Failed')),
    attempts   integer     NOT NULL DEFAULT 0,
    result     text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, step)
);

CREATE INDEX provisioning_step_open ON provisioning_step (updated_at) WHERE state = 'Pending';
