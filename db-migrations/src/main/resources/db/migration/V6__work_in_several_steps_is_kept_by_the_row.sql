-- Work over systems that share no transaction, written before anything else is touched. `done` is the last step known to be
-- carried out; the work goes on from there, or backwards from there while it is being undone. Who works on a row holds its lease.
CREATE TABLE procedure (
    id          uuid         PRIMARY KEY,
    kind        varchar(32)  NOT NULL,
    about       varchar(100) NOT NULL,
    input       jsonb        NOT NULL,
    state       varchar(16)  NOT NULL CHECK (state IN ('Running', 'Undoing', 'Complete', 'Undone')),
    done        varchar(32),
    attempts    integer      NOT NULL CHECK (attempts >= 0),
    failure     text,
    started_at  timestamptz  NOT NULL,
    changed_at  timestamptz  NOT NULL,
    due_at      timestamptz  NOT NULL,
    lease_owner uuid,
    lease_until timestamptz
);

-- Two pieces of work of one kind about one thing are never open at once.
CREATE UNIQUE INDEX procedure_open ON procedure (kind, about) WHERE state IN ('Running', 'Undoing');
CREATE INDEX procedure_due ON procedure (due_at) WHERE state IN ('Running', 'Undoing');

-- A sign-up whose person was made is completed, from the beginning: its steps may be repeated. Before that it left nothing.
INSERT INTO procedure (id, kind, about, input, state, attempts, failure, started_at, changed_at, due_at)
SELECT tenant_id, 'tenant-creation', tenant, jsonb_build_object('id', tenant_id, 'tenant', tenant, 'subject', person.subject),
       'Running', 0, 'begun by an earlier version', started_at, now(), now()
FROM signup JOIN person ON person.email = signup.email WHERE state IN ('Running', 'Undoing');

DROP TABLE signup;
