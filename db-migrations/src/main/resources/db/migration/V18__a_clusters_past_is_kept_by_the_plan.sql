-- Of each of the tenant's clusters.
ALTER TABLE plan
    ADD COLUMN history_bytes bigint  NOT NULL DEFAULT 67108864 CHECK (history_bytes >= 1048576),
    ADD COLUMN history_days  integer NOT NULL DEFAULT 30 CHECK (history_days >= 1);

ALTER TABLE quota
    ADD COLUMN history_bytes bigint  NOT NULL DEFAULT 67108864 CHECK (history_bytes >= 1048576),
    ADD COLUMN history_days  integer NOT NULL DEFAULT 30 CHECK (history_days >= 1);
