-- One row per sign-up, written before anything else is touched. `done` is the last step known to be carried out; a sign-up
-- that stopped goes on from there, or backwards from there when it is being undone.
CREATE TABLE signup (
    tenant_id  uuid         PRIMARY KEY,
    tenant     varchar(32)  NOT NULL,
    email      varchar(254) NOT NULL CHECK (email = lower(email)),
    state      varchar(16)  NOT NULL CHECK (state IN ('Running', 'Undoing', 'Complete', 'Undone')),
    done       varchar(32),
    started_at timestamptz  NOT NULL,
    changed_at timestamptz  NOT NULL,
    failure    text
);

-- Two sign-ups of one name, or of one person, never run at once.
CREATE UNIQUE INDEX signup_tenant ON signup (tenant) WHERE state <> 'Undone';
CREATE UNIQUE INDEX signup_email ON signup (email) WHERE state <> 'Undone';
CREATE INDEX signup_open ON signup (changed_at) WHERE state IN ('Running', 'Undoing');
