-- While a tenant is suspended nobody of it may ask anything of its clusters, and it has no nodes. From when it is closing it is being
-- deleted, and nothing of it changes any more.
ALTER TABLE tenant ADD COLUMN suspended_at timestamptz, ADD COLUMN closing_at timestamptz;
