package dev.marina.controllers.loadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Machine;
import dev.marina.model.Machine.AssignedNode;
import dev.marina.model.NodeSubnet;
import dev.marina.model.PlanLimits;
import dev.marina.store.NewCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two tenants and one range.
class LoadBalancersTest {

    private static final String RANGE = "192.0.2.0/30";

    private final TestWorld world = new TestWorld();
    private final ClusterId management = world.store.create(new NewCluster("marina", "management", Map.of(), Map.of())).id();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId beta = world.cluster("beta");
    private final BalancerReconciler balancers = new BalancerReconciler(world.store, BalancerRange.of(RANGE));
    private final AddressReconciler addresses = new AddressReconciler(world.store);

    @BeforeEach
    void plans() {
        plan("acme", Map.of("nodes", "3"));
        plan("beta", Map.of("nodes", "9", "loadBalancers", "1"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void plan(String tenant, Map<String, String> limits) {
        world.writes(management).create(Types.CONFIG_MAPS,
                new ConfigMapBuilder().withNewMetadata().withNamespace(tenant).withName(PlanLimits.NAME).endMetadata().withData(limits).build());
    }

    private static ServiceBuilder balanced(String name) {
        return new ServiceBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata().withNewSpec().withType("LoadBalancer")
                .addNewPort().withPort(80).endPort().endSpec();
    }

    private void create(ClusterId cluster, ServiceBuilder service) {
        world.writes(cluster).create(Types.SERVICES, service.build());
    }

    private Service service(ClusterId cluster, String name) {
        return world.require(cluster, Types.SERVICES, "default", name);
    }

    /// Until nothing more is done.
    private Outcome settle(ClusterId cluster, String name) throws Exception {
        world.reconcile(balancers, cluster, "default", name);
        world.reconcile(balancers, cluster, "default", name);
        return world.reconcile(balancers, cluster, "default", name);
    }

    private List<String> points(ClusterId cluster, String name) {
        Service service = service(cluster, name);
        return service.getStatus() == null || service.getStatus().getLoadBalancer() == null
                ? List.of()
                : service.getStatus().getLoadBalancer().getIngress().stream().map(LoadBalancerIngress::getIp).toList();
    }

    private List<String> reasons(ClusterId cluster) {
        return world.snapshot(cluster).list(Types.EVENTS, "default").stream().map(Event::getReason).toList();
    }

    private String message(ClusterId cluster, String reason) {
        return world.snapshot(cluster).list(Types.EVENTS, "default").stream().filter(event -> event.getReason().equals(reason)).map(Event::getMessage)
                .findFirst().orElse("");
    }

    private void reconcileAddresses() throws Exception {
        for (IPAddress address : world.snapshot(management).list(Types.IP_ADDRESSES, "")) {
            world.reconcile(addresses, management, "", address.getMetadata().getName());
        }
    }

    @Test
    void aServiceGetsAnAddressAndSaysSo() throws Exception {
        create(acme, balanced("web"));

        settle(acme, "web");

        LoadBalancerIngress point = service(acme, "web").getStatus().getLoadBalancer().getIngress().getFirst();
        assertTrue(BalancerRange.of(RANGE).contains(point.getIp()));
        assertEquals("VIP", point.getIpMode());
        assertEquals(List.of("service.kubernetes.io/load-balancer-cleanup"), service(acme, "web").getMetadata().getFinalizers());
        assertTrue(reasons(acme).containsAll(List.of("EnsuringLoadBalancer", "EnsuredLoadBalancer")), () -> reasons(acme).toString());
    }

    @Test
    void noTwoServicesOfAnybodyHaveTheSameAddressAndTheFifthWaits() throws Exception {
        plan("gamma", Map.of());
        ClusterId gamma = world.cluster("gamma");
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            create(acme, balanced("web-" + i));
            settle(acme, "web-" + i);
            all.addAll(points(acme, "web-" + i));
        }
        create(beta, balanced("web"));
        settle(beta, "web");
        all.addAll(points(beta, "web"));
        create(gamma, balanced("late"));

        assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), settle(gamma, "late"));

        assertEquals(Set.of("192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3"), all);
        assertEquals(List.of(), points(gamma, "late"));
        assertEquals("Error syncing load balancer: failed to ensure load balancer: no address of 192.0.2.0/30 is free",
                message(gamma, "SyncLoadBalancerFailed"));
    }

    @Test
    void aTenantHasNoMoreThanItsPlanSays() throws Exception {
        create(beta, balanced("one"));
        create(beta, balanced("two"));
        settle(beta, "one");
        settle(beta, "two");

        assertEquals(1, points(beta, "one").size());
        assertEquals(List.of(), points(beta, "two"));
        assertTrue(message(beta, "SyncLoadBalancerFailed")
                .endsWith("exceeded quota: plan, requested: loadBalancers=1, used: loadBalancers=1, limited: loadBalancers=1"));
        create(world.cluster("unknown"), balanced("none"));
        assertEquals(List.of(), points(world.store.find("unknown", "default").orElseThrow().id(), "none"));
    }

    @Test
    void whatIsAskedForIsHadIfItIsFreeAndOneOfTheRange() throws Exception {
        create(acme, balanced("web").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        create(beta, balanced("web").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        create(acme, balanced("outside").editSpec().withLoadBalancerIP("8.8.8.8").endSpec());
        settle(acme, "web");
        settle(beta, "web");
        settle(acme, "outside");

        assertEquals(List.of("192.0.2.2"), points(acme, "web"));
        assertEquals(List.of(), points(beta, "web"));
        assertTrue(message(beta, "SyncLoadBalancerFailed").endsWith("loadBalancerIP 192.0.2.2 is not free"));
        assertTrue(message(acme, "SyncLoadBalancerFailed").endsWith("loadBalancerIP 8.8.8.8 is not one of 192.0.2.0/30"));
    }

    @Test
    void aForeignClassIsLeftAloneAndOursIsNot() throws Exception {
        create(acme, balanced("foreign").editSpec().withLoadBalancerClass("example.com/lb").endSpec());
        create(acme, balanced("own").editSpec().withLoadBalancerClass("marina.dev/load-balancer").endSpec());
        settle(acme, "foreign");
        settle(acme, "own");

        assertEquals(List.of(), service(acme, "foreign").getMetadata().getFinalizers());
        assertEquals(1, points(acme, "own").size());
    }

    @Test
    void aDeletedServicesAddressIsHeldBeforeSomebodyElseHasIt() throws Exception {
        create(acme, balanced("web").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        settle(acme, "web");
        world.writes(acme).delete(Types.SERVICES, service(acme, "web"));
        settle(acme, "web");
        assertTrue(world.snapshot(acme).find(Types.SERVICES, "default", "web").isEmpty());
        assertTrue(reasons(acme).containsAll(List.of("DeletingLoadBalancer", "DeletedLoadBalancer")));

        create(beta, balanced("heir").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        settle(beta, "heir");
        reconcileAddresses();
        assertEquals(List.of(), points(beta, "heir"), "it is held");

        world.time.advance(AddressPlan.HELD.plusSeconds(1));
        reconcileAddresses();
        settle(beta, "heir");
        assertEquals(List.of("192.0.2.2"), points(beta, "heir"));
    }

    @Test
    void whoGaveAnAddressBackMayHaveItAgainAtOnce() throws Exception {
        create(acme, balanced("web").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        settle(acme, "web");
        world.writes(acme).delete(Types.SERVICES, service(acme, "web"));
        settle(acme, "web");

        create(acme, balanced("again").editSpec().withLoadBalancerIP("192.0.2.2").endSpec());
        settle(acme, "again");

        assertEquals(List.of("192.0.2.2"), points(acme, "again"));
    }

    @Test
    void aStatusThatATenantWroteIsPutRight() throws Exception {
        create(beta, balanced("theirs"));
        settle(beta, "theirs");
        create(acme, balanced("web"));
        settle(acme, "web");
        List<String> own = points(acme, "web");
        String stolen = points(beta, "theirs").getFirst();
        world.writes(acme).merge(Types.SERVICES, service(acme, "web"), "status",
                patch -> patch.putObject("status").putObject("loadBalancer").putArray("ingress").addObject().put("ip", stolen).put("ipMode", "VIP"));

        settle(acme, "web");

        assertEquals(own, points(acme, "web"));
    }

    @Test
    void aServiceOfAnotherTypeGivesItsAddressBack() throws Exception {
        create(acme, balanced("web"));
        settle(acme, "web");
        world.writes(acme).merge(Types.SERVICES, service(acme, "web"), "", patch -> patch.putObject("spec").put("type", "ClusterIP"));
        settle(acme, "web");

        assertEquals(List.of(), service(acme, "web").getMetadata().getFinalizers());
        assertFalse(AddressClaim.of(world.snapshot(management).list(Types.IP_ADDRESSES, "").getFirst()).orElseThrow().live());
    }

    @Test
    void whatBelongsToAClusterThatIsGoneIsGivenBackWithoutIt() throws Exception {
        create(acme, balanced("web"));
        settle(acme, "web");
        create(beta, balanced("web"));
        settle(beta, "web");
        world.writes(beta).merge(Types.SERVICES, service(beta, "web"), "", patch -> patch.putObject("metadata").putArray("finalizers"));
        world.writes(beta).delete(Types.SERVICES, service(beta, "web"));

        reconcileAddresses();

        Map<String, Boolean> live = world.snapshot(management).list(Types.IP_ADDRESSES, "").stream().map(object -> AddressClaim.of(object).orElseThrow())
                .collect(java.util.stream.Collectors.toMap(AddressClaim::tenant, AddressClaim::live));
        assertEquals(Map.of("acme", true, "beta", false), live);
    }

    @Test
    void aMachineHearsOfTheAddressesOfItsOwnClustersOnly() throws Exception {
        create(acme, balanced("web"));
        settle(acme, "web");
        create(beta, balanced("web"));
        settle(beta, "web");
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(new AssignedNode(acme.value(), "acme", "default", "p", "p-1", 1, 5000, "10.244.0.0/16", "10.96.0.0/16",
                "10.244.1.0/24", "100.64.0.10", "1", "1Gi", null)), List.of()));
        world.writes(management).create(Types.MACHINES, machine);

        world.reconcile(new GrantReconciler(world.store), management, "", "m1");

        Machine.Spec spec = world.require(management, Types.MACHINES, "", "m1").getSpec();
        assertEquals(List.of(new Machine.ClusterAddresses(acme.value(), points(acme, "web"))), spec.addresses());
        assertEquals(1, spec.nodes().size());
    }

    /// The one that has what strangers come to, and no other.
    @Test
    void theInstallationsOwnMachineHearsOfNodesElsewhereWhileTheirMachineLives() throws Exception {
        Instant now = world.time.instant();
        for (String name : List.of(Machine.OWN, "m2")) {
            Machine machine = new Machine();
            machine.setMetadata(new ObjectMetaBuilder().withName(name).build());
            machine.setSpec(new Machine.Spec(List.of(new AssignedNode(acme.value(), "acme", "default", "p", "of-" + name, 1, 5000, "10.244.0.0/16",
                    "10.96.0.0/16", "10.244.1.0/24", "100.64.0." + name.length(), "1", "1Gi", null)), List.of()));
            machine.setStatus(new Machine.Status("1", "4", "1", null, List.of(), null, null, "192.0.2." + name.length()));
            world.writes(management).create(Types.MACHINES, machine);
            world.writes(management).create(Types.LEASES, new LeaseBuilder().withNewMetadata().withNamespace(Machine.LEASES).withName(name).endMetadata()
                    .withNewSpec().withRenewTime(now.atZone(ZoneOffset.UTC)).endSpec().build());
        }
        ElsewhereReconciler elsewhere = new ElsewhereReconciler(world.store);

        Outcome outcome = world.reconcile(elsewhere, management, "", Machine.OWN);
        world.reconcile(elsewhere, management, "", "m2");

        assertEquals(List.of(new Machine.Elsewhere(acme.value(), "acme", "default", "100.64.0.2", "192.0.2.2", null, null)),
                world.require(management, Types.MACHINES, "", Machine.OWN).getSpec().elsewhere());
        assertEquals(List.of(), Objects.requireNonNullElse(world.require(management, Types.MACHINES, "", "m2").getSpec().elsewhere(), List.of()));
        assertTrue(outcome instanceof Outcome.RecheckAfter, outcome::toString);
        world.time.advance(Duration.ofMinutes(1));
        world.reconcile(elsewhere, management, "", Machine.OWN);
        assertEquals(List.of(), world.require(management, Types.MACHINES, "", Machine.OWN).getSpec().elsewhere());
    }

    @Test
    void nodesAndLoadBalancersShareNoAddress() {
        assertEquals("100.64.176.0/20", NodeSubnet.of("100.64.0.0/16").loadBalancers());
        assertEquals("10.1.2.192/26", NodeSubnet.of("10.1.0.0/22").loadBalancers());
        assertNotEquals(0, NodeSubnet.of("10.0.0.0/8").firstBalanced());
        assertThrows(IllegalArgumentException.class, () -> BalancerRange.of("192.0.2.0"));
        assertThrows(IllegalArgumentException.class, () -> BalancerRange.of("10.0.0.0/8"));
        assertThrows(IllegalArgumentException.class, () -> BalancerRange.of("2001:db8::/120"));
    }
}
