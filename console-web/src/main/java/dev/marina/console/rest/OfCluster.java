package dev.marina.console.rest;

/// Whose cluster it is.
public record OfCluster(String tenant, String cluster) {

    String path(String below) {
        return "/tenants/%s/clusters/%s/%s".formatted(RestCalls.encoded(tenant), RestCalls.encoded(cluster), below);
    }

    /// Another one of the tenant.
    public OfCluster other(String name) {
        return new OfCluster(tenant, name);
    }
}
