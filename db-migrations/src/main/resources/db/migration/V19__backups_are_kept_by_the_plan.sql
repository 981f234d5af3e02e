-- Of all clusters of the tenant together; the days are how long the backups of a cluster outlive it.
ALTER TABLE plan
    ADD COLUMN backups      integer NOT NULL DEFAULT 20 CHECK (backups >= 0),
    ADD COLUMN backup_bytes bigint  NOT NULL DEFAULT 1073741824 CHECK (backup_bytes >= 0),
    ADD COLUMN backup_days  integer NOT NULL DEFAULT 7 CHECK (backup_days >= 0);

ALTER TABLE quota
    ADD COLUMN backups      integer NOT NULL DEFAULT 20 CHECK (backups >= 0),
    ADD COLUMN backup_bytes bigint  NOT NULL DEFAULT 1073741824 CHECK (backup_bytes >= 0),
    ADD COLUMN backup_days  integer NOT NULL DEFAULT 7 CHECK (backup_days >= 0);

-- The management cluster has to know.
UPDATE tenant SET members_version = members_version + 1;
