-- The management cluster now has one Tenant object instead of a namespace with two ConfigMaps: every tenant has to be carried
-- there once, as if its members had changed.
UPDATE tenant SET members_version = members_version + 1;

UPDATE signup SET done = 'OPEN_NAMESPACE' WHERE done IN ('PUBLISH_PLAN', 'PUBLISH_MEMBERS');
