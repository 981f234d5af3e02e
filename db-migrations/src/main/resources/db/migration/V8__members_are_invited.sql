-- Nobody is a member before they have accepted. One invitation of one address to one tenant; a later one replaces it.
CREATE TABLE invitation (
    tenant_id  uuid         NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id         uuid         NOT NULL UNIQUE,
    token_hash bytea        NOT NULL UNIQUE,
    email      varchar(254) NOT NULL CHECK (email = lower(email)),
    role       varchar(16)  NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    invited_by varchar(254) NOT NULL,
    created_at timestamptz  NOT NULL,
    expires_at timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email)
);
