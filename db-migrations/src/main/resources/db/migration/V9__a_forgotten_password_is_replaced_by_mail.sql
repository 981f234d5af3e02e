CREATE TABLE password_reset (
    token_hash bytea        PRIMARY KEY,
    subject    varchar(255) NOT NULL,
    created_at timestamptz  NOT NULL,
    expires_at timestamptz  NOT NULL
);

CREATE INDEX password_reset_subject ON password_reset (subject, created_at);
