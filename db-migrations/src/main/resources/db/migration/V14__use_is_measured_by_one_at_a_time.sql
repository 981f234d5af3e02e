-- Up to when use was measured. Who measures holds this row, so that of several processes one counts each second.
CREATE TABLE usage_meter (
    single      boolean     PRIMARY KEY DEFAULT true CHECK (single),
    measured_at timestamptz NOT NULL
);

INSERT INTO usage_meter (measured_at) VALUES (now());
