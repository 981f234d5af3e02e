CREATE TABLE plan (
    name         varchar(63) PRIMARY KEY,
    clusters     integer     NOT NULL CHECK (clusters >= 0),
    nodes        integer     NOT NULL CHECK (nodes >= 0),
    cpu_millis   bigint      NOT NULL CHECK (cpu_millis >= 0),
    memory_bytes bigint      NOT NULL CHECK (memory_bytes >= 0),
    volume_bytes bigint      NOT NULL CHECK (volume_bytes >= 0)
);

INSERT INTO plan (name, clusters, nodes, cpu_millis, memory_bytes, volume_bytes)
VALUES ('default', 2, 4, 4000, 8589934592, 21474836480);
