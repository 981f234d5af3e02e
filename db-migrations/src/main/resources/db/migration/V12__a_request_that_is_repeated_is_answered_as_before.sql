-- A person's requests that bear an Idempotency-Key, with their answers. Without a status the request is being served, or its
-- process ended meanwhile.
CREATE TABLE idempotency (
    subject      varchar(255) NOT NULL,
    key          varchar(128) NOT NULL,
    request_hash bytea        NOT NULL,
    begun_at     timestamptz  NOT NULL,
    status       integer,
    location     varchar(512),
    media_type   varchar(128),
    body         text,
    PRIMARY KEY (subject, key)
);

CREATE INDEX idempotency_begun ON idempotency (begun_at);
