-- Of all the tenant's images in the platform's registry.
ALTER TABLE plan
    ADD COLUMN image_bytes bigint NOT NULL DEFAULT 5368709120 CHECK (image_bytes >= 0);

ALTER TABLE quota
    ADD COLUMN image_bytes bigint NOT NULL DEFAULT 5368709120 CHECK (image_bytes >= 0);
