-- Until when a tenant lives, where its sign-up code said so or the operator did; from expired_at nobody asks anything of its clusters, and it
-- is deleted when its time of grace is over too. The code's term waits with the registration: a number of days counts from when the tenant
-- is made.
ALTER TABLE tenant ADD COLUMN expires_at timestamptz, ADD COLUMN expired_at timestamptz;
CREATE INDEX tenant_expires ON tenant (expires_at) WHERE expires_at IS NOT NULL;
ALTER TABLE registration ADD COLUMN tenant_term varchar(16);

-- Which owner was told of which end. Another end is told anew.
CREATE TABLE expiry_notice (
    tenant_id  uuid        NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    subject    text        NOT NULL,
    expires_at timestamptz NOT NULL,
    sent_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject, expires_at)
);
