-- What people and machines did through the REST API, and what became of it. Rows are only ever added. A tenant's acts outlive it,
-- so its id refers to nothing; acts about no tenant have none.
CREATE TABLE audit (
    id           bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id    uuid,
    tenant       varchar(63),
    at           timestamptz  NOT NULL,
    request_id   uuid         NOT NULL,
    actor        varchar(255),
    actor_email  varchar(254),
    address      varchar(64)  NOT NULL,
    method       varchar(8)   NOT NULL,
    path         varchar(512) NOT NULL,
    status       integer      NOT NULL,
    outcome      varchar(16)  NOT NULL CHECK (outcome IN ('Done', 'Refused', 'Failed'))
);

CREATE INDEX audit_tenant ON audit (tenant_id, id);
CREATE INDEX audit_actor ON audit (actor, id);
