-- What automation shows instead of a password. A token is its maker's, in one tenant, with the permissions that it names as far as its
-- maker has them at that moment. Only its hash is kept.
CREATE TABLE api_token (
    id           uuid         PRIMARY KEY,
    tenant_id    uuid         NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    subject      varchar(255) NOT NULL REFERENCES person (subject),
    name         varchar(64)  NOT NULL,
    token_hash   bytea        NOT NULL UNIQUE,
    scopes       varchar(512) NOT NULL,
    created_at   timestamptz  NOT NULL,
    expires_at   timestamptz  NOT NULL,
    last_used_at timestamptz,
    UNIQUE (tenant_id, name)
);

-- Of acts with such a token: which it was. Tokens go, acts stay.
ALTER TABLE audit ADD COLUMN api_token uuid;
