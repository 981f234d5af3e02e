-- A teacher's class. Its code ends with it; where it is needed for sign-up, tenants made with it live as long as the class.
CREATE TABLE class (
    tenant_id     uuid         NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id            uuid         NOT NULL,
    name          varchar(64)  NOT NULL,
    code          varchar(16)  NOT NULL,
    starts_at     timestamptz  NOT NULL,
    ends_at       timestamptz  NOT NULL CHECK (ends_at > starts_at),
    labs          text         NOT NULL,
    most_learners integer      NOT NULL CHECK (most_learners BETWEEN 1 AND 200),
    stuck_minutes integer      NOT NULL CHECK (stuck_minutes BETWEEN 1 AND 240),
    at_end        varchar(8)   NOT NULL CHECK (at_end IN ('keep', 'asleep', 'remove')),
    created_at    timestamptz  NOT NULL,
    closed_at     timestamptz,
    version       bigint       NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
-- A code that ended is nobody's any more, and is not given out again by chance as long as its row is there.
CREATE UNIQUE INDEX class_code ON class (code);
CREATE INDEX class_ends ON class (ends_at) WHERE closed_at IS NULL;

-- Who joined, with which of their clusters. What was reached there is kept when the class is closed, and outlives the learner's tenant: it is
-- the class's, and goes with it.
CREATE TABLE class_learner (
    tenant_id      uuid        NOT NULL,
    class_id       uuid        NOT NULL,
    id             uuid        NOT NULL,
    subject        text        NOT NULL,
    name           varchar(64) NOT NULL,
    learner_tenant uuid        REFERENCES tenant (id) ON DELETE SET NULL,
    cluster        varchar(32) NOT NULL,
    for_class      boolean     NOT NULL,
    joined_at      timestamptz NOT NULL,
    results        text,
    PRIMARY KEY (tenant_id, class_id, id),
    UNIQUE (tenant_id, class_id, subject),
    FOREIGN KEY (tenant_id, class_id) REFERENCES class (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX class_learner_subject ON class_learner (subject);

-- Whose code it was, so that no more sign up with it than the class takes.
ALTER TABLE registration ADD COLUMN class_id uuid;
CREATE INDEX registration_class ON registration (class_id) WHERE class_id IS NOT NULL;
