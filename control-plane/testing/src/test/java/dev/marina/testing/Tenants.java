package dev.marina.testing;

import dev.marina.store.ClusterRecord;

/// Tenants with their clusters, made as the platform makes them: through the management cluster.
final class Tenants {

    private Tenants() {}

    /// As whom the platform asks the management cluster.
    static RawClient platform(ControlPlaneExtension plane) {
        return plane.withCertificate(plane.credentials(plane.management(), "marina:tenancy", "marina:tenancy"));
    }

    /// The tenant's cluster `default`, which is ready.
    static ClusterRecord make(ControlPlaneExtension plane, String tenant) {
        RawClient platform = platform(plane);
        String management = plane.url("marina", "management") + "/apis/marina.dev/v1/";
        platform.send("POST", management + "tenants", "application/json", """
                {"apiVersion": "marina.dev/v1", "kind": "Tenant", "metadata": {"name": "%1$s"},
                 "spec": {"id": "%1$s", "members": [{"subject": "s-%1$s", "email": "ann@%1$s.test", "role": "owner"}]}}""".formatted(tenant));
        String clusters = management + "namespaces/%s/clusters".formatted(tenant);
        Await.until("the cluster is made", () -> platform.send("POST", clusters, "application/json",
                "{\"apiVersion\": \"marina.dev/v1\", \"kind\": \"Cluster\", \"metadata\": {\"name\": \"default\"}, \"spec\": {}}").status() == 201);
        Await.until("the cluster is ready", () -> platform.get(clusters + "/default").body().contains("\"phase\":\"Ready\""));
        return plane.plane().store().find(tenant, "default").orElseThrow();
    }
}
