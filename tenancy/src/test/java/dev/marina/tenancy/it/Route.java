package dev.marina.tenancy.it;

import java.util.List;

/// One operation on a tenant.
record Route(String method, String path, String body) {

    private static final String NO_CLASS = "/classes/00000000-0000-0000-0000-000000000000";
    private static final String NO_EXAM = NO_CLASS + "/exams/00000000-0000-0000-0000-000000000000";

    /// All of them. A new one belongs here, so that the tests of who may do what cover it.
    static List<Route> all(String tenant, String member) {
        String base = "v1/tenants/" + tenant;
        return List.of(new Route("GET", base, ""), new Route("PATCH", base, "{\"suspended\":true}"), new Route("DELETE", base + "?confirm=" + tenant, ""),
                new Route("GET", base + "/clusters", ""), new Route("GET", base + "/clusters/default", ""),
                new Route("GET", base + "/clusters/default/kubeconfig", ""), new Route("GET", base + "/members", ""),
                new Route("GET", base + "/members/" + member, ""),
                new Route("GET", base + "/clusters/default/nodepools", ""), new Route("GET", base + "/clusters/default/nodepools/default-pool", ""),
                new Route("PATCH", base + "/clusters/default/nodepools/default-pool", "{\"nodes\":0}"),
                new Route("POST", base + "/clusters/default/nodepools", "{\"name\":\"intruder-pool\"}"),
                new Route("DELETE", base + "/clusters/default/nodepools/none", ""), new Route("GET", base + "/quota", ""),
                new Route("GET", base + "/clusters/default/audit", ""), new Route("GET", base + "/clusters/default/audit/settings", ""),
                new Route("GET", base + "/clusters/default/history", ""),
                new Route("GET", base + "/clusters/default/history/objects?at=7&resource=pods", ""),
                new Route("GET", base + "/clusters/default/history/object?at=7&resource=pods&name=web", ""),
                new Route("GET", base + "/clusters/default/history/differences?from=7", ""),
                new Route("POST", base + "/clusters/default/history/forks", "{\"name\":\"intruder-fork\",\"at\":\"7\"}"),
                new Route("GET", base + "/clusters/default/backups", ""), new Route("POST", base + "/clusters/default/backups", ""),
                new Route("GET", base + "/clusters/default/backups/default-1", ""), new Route("DELETE", base + "/clusters/default/backups/default-1", ""),
                new Route("GET", base + "/clusters/default/backups/default-1/archive", ""),
                new Route("POST", base + "/clusters/default/backups/default-1/clusters", "{\"name\":\"intruder-backup\"}"),
                new Route("GET", base + "/clusters/default/backup-schedule", ""),
                new Route("PUT", base + "/clusters/default/backup-schedule", "{\"schedule\":\"@daily\"}"),
                new Route("DELETE", base + "/clusters/default/backup-schedule", ""),
                new Route("GET", base + "/clusters/default/restores", ""), new Route("GET", base + "/clusters/default/restores/default-1", ""),
                new Route("POST", base + "/clusters/default/restores", "{\"backup\":\"default-1\"}"),
                new Route("PUT", base + "/clusters/default/audit/settings", "{\"days\":1}"),
                new Route("GET", base + "/clusters/default/network", ""), new Route("PUT", base + "/clusters/default/network", "{\"backend\":\"host-gw\"}"),
                new Route("POST", base + "/clusters", "{\"name\":\"intruder\",\"nodes\":0}"), new Route("DELETE", base + "/clusters/default", ""),
                new Route("GET", base + "/invitations", ""), new Route("GET", base + "/audit", ""),
                new Route("GET", base + "/images", ""), new Route("DELETE", base + "/images?image=app", ""),
                new Route("GET", base + "/classes", ""),
                new Route("POST", base + "/classes", "{\"name\":\"intruder\",\"ends\":\"2027-01-01T00:00:00Z\",\"labs\":[\"labels\"]}"),
                new Route("GET", base + NO_CLASS, ""), new Route("PATCH", base + NO_CLASS, "{\"mostLearners\":1}"), new Route("DELETE", base + NO_CLASS, ""),
                new Route("POST", base + NO_CLASS + "/code", ""), new Route("POST", base + NO_CLASS + "/copies", "{\"name\":\"intruder\"}"),
                new Route("POST", base + NO_CLASS + "/closing", "{\"clusters\":\"remove\"}"), new Route("GET", base + NO_CLASS + "/standing", ""),
                new Route("GET", base + NO_CLASS + "/grades", ""), new Route("GET", base + NO_CLASS + "/exams", ""),
                new Route("POST", base + NO_CLASS + "/exams", "{\"exam\":\"developer\"}"), new Route("DELETE", base + NO_EXAM, ""),
                new Route("GET", base + NO_EXAM + "/attempts", ""), new Route("GET", base + NO_EXAM + "/grades", ""),
                new Route("GET", base + NO_EXAM + "/attempts/00000000-0000-0000-0000-000000000000", ""),
                new Route("DELETE", base + NO_CLASS + "/learners/00000000-0000-0000-0000-000000000000", ""),
                new Route("GET", base + NO_CLASS + "/help", ""), new Route("PUT", base + NO_CLASS + "/help/00000000-0000-0000-0000-000000000000", ""),
                new Route("DELETE", base + NO_CLASS + "/help/00000000-0000-0000-0000-000000000000", ""),
                new Route("POST", base + NO_CLASS + "/help/00000000-0000-0000-0000-000000000000/acts",
                        "{\"help\":\"00000000-0000-0000-0000-000000000000\",\"act\":\"joined\"}"),
                new Route("GET", base + "/usage", ""), new Route("GET", base + "/tokens", ""),
                new Route("POST", base + "/tokens", "{\"name\":\"intruder\",\"scopes\":[\"clusters.read\"],\"days\":1}"),
                new Route("DELETE", base + "/tokens/00000000-0000-0000-0000-000000000000", ""),
                new Route("POST", base + "/invitations", "{\"email\":\"intruder@evil.test\",\"role\":\"owner\"}"),
                new Route("DELETE", base + "/invitations/00000000-0000-0000-0000-000000000000", ""),
                new Route("PATCH", base + "/members/" + member, "{\"role\":\"viewer\"}"), new Route("DELETE", base + "/members/" + member, ""));
    }
}
