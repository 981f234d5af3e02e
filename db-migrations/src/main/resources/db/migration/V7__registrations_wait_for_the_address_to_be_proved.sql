-- Links are kept as the SHA-256 of their token. Nothing stands in Keycloak before the link was followed.
CREATE TABLE registration (
    id         uuid         PRIMARY KEY,
    token_hash bytea        NOT NULL UNIQUE,
    email      varchar(254) NOT NULL CHECK (email = lower(email)),
    tenant     varchar(32)  NOT NULL,
    created_at timestamptz  NOT NULL,
    expires_at timestamptz  NOT NULL,
    used_at    timestamptz
);

CREATE INDEX registration_email ON registration (email, created_at);
