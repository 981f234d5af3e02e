-- An exam that a class gives to its learners: within which time they begin it, how long they have, and how often.
CREATE TABLE class_exam (
    tenant_id  uuid        NOT NULL,
    class_id   uuid        NOT NULL,
    id         uuid        NOT NULL,
    exam       varchar(40) NOT NULL,
    opens_at   timestamptz NOT NULL,
    closes_at  timestamptz NOT NULL CHECK (closes_at > opens_at),
    minutes    integer     NOT NULL CHECK (minutes BETWEEN 1 AND 240),
    attempts   integer     NOT NULL CHECK (attempts BETWEEN 1 AND 10),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, class_id, id),
    FOREIGN KEY (tenant_id, class_id) REFERENCES class (tenant_id, id) ON DELETE CASCADE
);

-- A learner's attempt. Its time is written down before anything of the exam is shown, and it stays when its learner leaves the class and joins it again, so
-- that nobody has more attempts than they may; what was reached (result) goes when they leave.
CREATE TABLE class_exam_attempt (
    tenant_id  uuid        NOT NULL,
    class_id   uuid        NOT NULL,
    exam_id    uuid        NOT NULL,
    id         uuid        NOT NULL,
    subject    text        NOT NULL,
    number     integer     NOT NULL,
    owner      varchar(32) NOT NULL,
    cluster    varchar(32) NOT NULL,
    run        varchar(40) NOT NULL,
    started_at timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > started_at),
    begun      boolean     NOT NULL,
    kept_at    timestamptz,
    result     text,
    PRIMARY KEY (tenant_id, class_id, exam_id, id),
    UNIQUE (tenant_id, class_id, exam_id, subject, number),
    FOREIGN KEY (tenant_id, class_id, exam_id) REFERENCES class_exam (tenant_id, class_id, id) ON DELETE CASCADE
);
