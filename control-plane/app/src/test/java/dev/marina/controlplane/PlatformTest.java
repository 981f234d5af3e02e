package dev.marina.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.net.FreePorts;
import dev.marina.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tenants, clusters and node pools of the management cluster, with every part of the process real and the store in memory.
class PlatformTest {

    private static final GroupVersionResource TENANTS = new GroupVersionResource("marina.dev", "v1", "tenants");
    private static final GroupVersionResource CLUSTERS = new GroupVersionResource("marina.dev", "v1", "clusters");
    private static final GroupVersionResource POOLS = new GroupVersionResource("marina.dev", "v1", "nodepools");
    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    private static final GroupVersionResource MACHINES = new GroupVersionResource("marina.dev", "v1", "machines");

    @TempDir
    Path home;

    private ControlPlane plane;
    private Call admin;

    @BeforeEach
    void start() throws Exception {
        int[] ports = FreePorts.different(4);
        plane = ControlPlane.start(ControlPlaneConfig.of(Document.mapper().readTree("""
                {"instance": "test", "home": "%s", "api-bind": "127.0.0.1", "api-port": %d, "internal-port": %d, "agent-port": %d, "proxy-port": %d}
                """.formatted(home, ports[0], ports[1], ports[2], ports[3])), "test"));
        admin = new Call(plane.management().id(), "system:serviceaccount:kube-system:cluster-controller", Cause.request("test"));
        create(TENANTS, """
                {"apiVersion":"marina.dev/v1","kind":"Tenant","metadata":{"name":"acme"},"spec":{"id":"1","plan":"default",
                 "limits":{"clusters":"2","nodes":"4"},"members":[{"subject":"s-1","email":"ann@acme.test","role":"owner"}]}}""");
        await(() -> tenantPhase().equals("Ready"), "the tenant has its namespace");
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private Document create(GroupVersionResource resource, String json) {
        return plane.server().client().create(admin, resource, Document.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<Document> find(GroupVersionResource resource, String namespace, String name) {
        return plane.store().image(plane.management().id()).find(new ObjectKey(plane.management().id(), resource.groupResource(), namespace, name))
                .map(Stored::bytes).map(Document::parse);
    }

    private static void await(BooleanSupplier condition, String what) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "this did not happen: " + what);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private String tenantPhase() {
        return find(TENANTS, "", "acme").map(tenant -> tenant.text("status", "phase")).orElse("gone");
    }

    private String phase() {
        return find(CLUSTERS, "acme", "default").map(cluster -> cluster.text("status", "phase")).orElse("gone");
    }

    @Test
    void a_cluster_becomes_ready_gets_nodes_and_goes_with_everything() {
        cluster("acme");
        assertTrue(plane.store().find("acme", "default").isPresent());
        assertTrue(plane.store().image(plane.store().find("acme", "default").orElseThrow().id())
                .count(new GroupResource("", "namespaces")) >= 4);

        machine();
        pool("acme");
        await(() -> nodesOnTheMachine() == 2, "the machine is told to have two nodes");
        await(() -> find(POOLS, "acme", "default-pool").orElseThrow().at("status", "nodes").size() == 2, "the pool says its nodes");

        plane.server().client().delete(admin, CLUSTERS, "acme", "default", Document.object("v1", "DeleteOptions"));
        await(() -> phase().equals("gone"), "the cluster is gone");
        assertTrue(find(POOLS, "acme", "default-pool").isEmpty());
        assertEquals(0, nodesOnTheMachine());
        assertTrue(plane.store().find("acme", "default").isEmpty());
    }

    private void cluster(String tenant) {
        create(CLUSTERS, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"metadata\":{\"name\":\"default\",\"namespace\":\"%s\"},\"spec\":{}}"
                .formatted(tenant));
        await(() -> find(CLUSTERS, tenant, "default").orElseThrow().text("status", "phase").equals("Ready"), "the cluster is ready");
    }

    private void pool(String tenant) {
        create(POOLS, """
                {"apiVersion":"marina.dev/v1","kind":"NodePool","metadata":{"name":"default-pool","namespace":"%s"},
                 "spec":{"cluster":"default","replicas":2,"cpu":"1","memory":"1Gi"}}""".formatted(tenant));
    }

    private int nodesOnTheMachine() {
        return find(MACHINES, "", "m1").orElseThrow().at("spec", "nodes").size();
    }

    @Test
    void a_suspended_tenant_has_no_nodes_until_it_is_resumed_and_another_keeps_its_own() {
        create(TENANTS, """
                {"apiVersion":"marina.dev/v1","kind":"Tenant","metadata":{"name":"globex"},"spec":{"id":"2","plan":"default",
                 "limits":{"clusters":"2","nodes":"4"},"members":[]}}""");
        await(() -> find(TENANTS, "", "globex").orElseThrow().text("status", "phase").equals("Ready"), "the other tenant has its namespace");
        machine();
        for (String tenant : List.of("acme", "globex")) {
            cluster(tenant);
            pool(tenant);
        }
        await(() -> nodesOnTheMachine() == 4, "both have their nodes");
        await(() -> find(POOLS, "globex", "default-pool").orElseThrow().at("status", "nodes").size() == 2, "the other pool says its nodes");

        suspend(true);
        await(() -> nodesOnTheMachine() == 2, "the nodes of one are taken away");
        await(() -> find(POOLS, "acme", "default-pool").orElseThrow().at("status", "conditions").path(0).path("reason").asText().equals("Suspended"),
                "the pool says why");
        assertEquals(2, find(POOLS, "globex", "default-pool").orElseThrow().at("status", "nodes").size());
        assertEquals("Ready", phase(), "what is stored stays");

        suspend(false);
        await(() -> nodesOnTheMachine() == 4, "the nodes are back");
    }

    @Test
    void a_clusters_volumes_are_counted_and_anothers_are_not() {
        create(TENANTS, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Tenant\",\"metadata\":{\"name\":\"globex\"},\"spec\":{\"id\":\"2\"}}");
        await(() -> find(TENANTS, "", "globex").orElseThrow().text("status", "phase").equals("Ready"), "the other tenant has its namespace");
        cluster("acme");
        cluster("globex");
        plane.server().client().patch(admin, CLUSTERS, "acme", "default", "status", dev.marina.api.ClusterClient.PatchType.MERGE,
                "{\"status\":{\"requests\":5}}".getBytes(StandardCharsets.UTF_8));

        volume("acme", "v1");
        volume("acme", "v2");
        await(() -> status("acme", "volumeBytes") == 2L << 30, "both are counted");
        assertEquals(0, status("globex", "volumeBytes"));

        plane.server().client().delete(in("acme"), VOLUMES, "", "v1", Document.object("v1", "DeleteOptions"));
        await(() -> status("acme", "volumeBytes") == 1L << 30, "one is gone");
        assertEquals(5, status("acme", "requests"), "what others count stays");
    }

    private static final GroupVersionResource VOLUMES = new GroupVersionResource("", "v1", "persistentvolumes");

    private Call in(String tenant) {
        return new Call(plane.store().find(tenant, "default").orElseThrow().id(), "system:serviceaccount:kube-system:cluster-controller",
                Cause.request("test"));
    }

    private void volume(String tenant, String name) {
        plane.server().client().create(in(tenant), VOLUMES, Document.parse("""
                {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%s"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
                 "csi":{"driver":"csi.marina.dev","volumeHandle":"%s"}}}""".formatted(name, name).getBytes(StandardCharsets.UTF_8)));
    }

    private long status(String tenant, String field) {
        return find(CLUSTERS, tenant, "default").orElseThrow().at("status", field).asLong();
    }

    private void suspend(boolean suspended) {
        plane.server().client().patch(admin, TENANTS, "", "acme", "", dev.marina.api.ClusterClient.PatchType.MERGE,
                "{\"spec\":{\"suspended\":%s}}".formatted(suspended).getBytes(StandardCharsets.UTF_8));
    }

    private void machine() {
        create(MACHINES, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"m1\"},\"spec\":{}}");
        plane.server().client().patch(admin, MACHINES, "", "m1", "status", dev.marina.api.ClusterClient.PatchType.MERGE,
                "{\"status\":{\"cpu\":\"2\"}}".getBytes(StandardCharsets.UTF_8));
        plane.server().client().create(admin, LEASES, Document.parse("""
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"m1","namespace":"kube-node-lease"},"spec":{"renewTime":"%s"}}"""
                .formatted(Instant.now().truncatedTo(ChronoUnit.MICROS)).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_tenant_goes_with_its_clusters_and_its_name_can_come_again() {
        create(CLUSTERS, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"metadata\":{\"name\":\"default\",\"namespace\":\"acme\"},\"spec\":{}}");
        await(() -> phase().equals("Ready"), "the cluster is ready");

        plane.server().client().delete(admin, TENANTS, "", "acme", Document.object("v1", "DeleteOptions"));

        await(() -> tenantPhase().equals("gone"), "the tenant is gone");
        assertTrue(plane.store().find("acme", "default").isEmpty());
        assertTrue(find(CONFIG_MAPS, "acme", "plan").isEmpty());
        create(TENANTS, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Tenant\",\"metadata\":{\"name\":\"acme\"},\"spec\":{\"id\":\"2\"}}");
        await(() -> tenantPhase().equals("Ready"), "another tenant of this name");
    }

    @Test
    void the_plan_follows_the_tenant_and_not_who_writes_beside_it() {
        plane.server().client().patch(admin, TENANTS, "", "acme", "", dev.marina.api.ClusterClient.PatchType.MERGE,
                "{\"spec\":{\"limits\":{\"nodes\":\"7\"}}}".getBytes(StandardCharsets.UTF_8));
        await(() -> planned("nodes").equals("7"), "the plan has the new limit");

        plane.server().client().patch(admin, CONFIG_MAPS, "acme", "plan", "", dev.marina.api.ClusterClient.PatchType.MERGE,
                "{\"data\":{\"nodes\":\"99\"}}".getBytes(StandardCharsets.UTF_8));
        await(() -> planned("nodes").equals("7"), "the plan is put right");
    }

    private String planned(String limit) {
        return find(CONFIG_MAPS, "acme", "plan").map(plan -> plan.text("data", limit)).orElse("");
    }

    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");

    private void secretOwnedBy(Document owner, String name) {
        create(SECRETS, """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","namespace":"acme","ownerReferences":[
                 {"apiVersion":"v1","kind":"ConfigMap","name":"%s","uid":"%s","blockOwnerDeletion":true}]}}""".formatted(name, owner.name(), owner.uid()));
    }

    private Document configMap(String name) {
        return create(CONFIG_MAPS, "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"acme\"}}".formatted(name));
    }

    private void delete(String name, String propagation) {
        plane.server().client().delete(admin, CONFIG_MAPS, "acme", name,
                Document.object("v1", "DeleteOptions").with(propagation, "propagationPolicy"));
    }

    @Test
    void dependents_go_with_their_owner_or_stay_as_it_was_asked_for() {
        secretOwnedBy(configMap("background"), "s1");
        delete("background", "Background");
        await(() -> find(SECRETS, "acme", "s1").isEmpty(), "the dependent is collected");

        secretOwnedBy(configMap("foreground"), "s2");
        delete("foreground", "Foreground");
        await(() -> find(CONFIG_MAPS, "acme", "foreground").isEmpty(), "the owner goes");
        assertTrue(find(SECRETS, "acme", "s2").isEmpty(), "the owner went before its dependent");

        secretOwnedBy(configMap("orphaning"), "s3");
        delete("orphaning", "Orphan");
        await(() -> find(CONFIG_MAPS, "acme", "orphaning").isEmpty(), "the owner goes");
        assertEquals(0, find(SECRETS, "acme", "s3").orElseThrow().at("metadata", "ownerReferences").size());
    }

    @Test
    void a_namespace_goes_with_everything_in_it() {
        GroupVersionResource namespaces = new GroupVersionResource("", "v1", "namespaces");
        secretOwnedBy(configMap("a"), "s1");
        plane.server().client().delete(admin, namespaces, "", "acme", Document.object("v1", "DeleteOptions"));
        await(() -> find(SECRETS, "acme", "s1").isEmpty() && find(CONFIG_MAPS, "acme", "a").isEmpty(), "what was in it is gone");
        await(() -> tenantPhase().equals("Ready") && planned("nodes").equals("4"), "the tenant has a namespace again");
    }
}
