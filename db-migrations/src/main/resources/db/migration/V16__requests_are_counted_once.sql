-- How many requests to each cluster's API are in usage_hour already: the control plane counts from the cluster's beginning, and what is more
-- than this is added with the change of this, or not at all.
CREATE TABLE usage_counted (
    cluster_uid  text        PRIMARY KEY,
    requests     bigint      NOT NULL CHECK (requests >= 0),
    seen_at      timestamptz NOT NULL
);
