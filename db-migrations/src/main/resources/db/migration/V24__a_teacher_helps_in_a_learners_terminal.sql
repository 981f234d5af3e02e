-- One row while a learner asks for help, while a teacher offers it (teacher), and while the learner shares a terminal (stream). Its end is that there is
-- no row, or that its time is over; it goes with the learner's place in the class.
CREATE TABLE class_help (
    tenant_id  uuid        NOT NULL,
    class_id   uuid        NOT NULL,
    learner_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    teacher    text,
    stream     varchar(64) CHECK (stream IS NULL OR teacher IS NOT NULL),
    typing     boolean     NOT NULL,
    since      timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > since),
    acts       integer     NOT NULL,
    PRIMARY KEY (tenant_id, class_id, learner_id),
    FOREIGN KEY (tenant_id, class_id, learner_id) REFERENCES class_learner (tenant_id, class_id, id) ON DELETE CASCADE
);
