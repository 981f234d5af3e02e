package dev.marina.controllers.platform;

/// Names that the platform writes into objects.
final class Labels {

    static final String POOL = "marina.dev/pool";
    /// Of a tenant's namespace: the tenant's id.
    static final String TENANT_ID = "marina.dev/tenant-id";
    /// What namespaces from before there were Tenant objects bear instead.
    static final String TENANT_ID_BEFORE = "marina.dev/signup";
    static final String TENANT = "marina.dev/tenant";

    private Labels() {}
}
