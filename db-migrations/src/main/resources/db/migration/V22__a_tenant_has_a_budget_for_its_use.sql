-- For each calendar month (UTC), in hours of processors kept ready. What its owners were told of last in which month is kept with it, so that each
-- level is told once.
CREATE TABLE usage_budget (
    tenant_id    uuid        PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    cpu_hours    integer     NOT NULL CHECK (cpu_hours > 0),
    suspends     boolean     NOT NULL,
    told_month   timestamptz,
    told_percent integer     NOT NULL DEFAULT 0 CHECK (told_percent IN (0, 80, 95, 100))
);
