package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngressReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");

    @BeforeEach
    void systemNamespaces() {
        for (ClusterId cluster : List.of(acme, other)) {
            world.writes(cluster).create(Types.NAMESPACES, new NamespaceBuilder().withNewMetadata().withName(Entrance.NAMESPACE).endMetadata().build());
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Outcome settle(ClusterId cluster) throws Exception {
        world.time.advance(Duration.ofSeconds(2));
        return world.reconcile(new IngressReconciler("100.64.255.254"), cluster, Entrance.NAMESPACE, Entrance.NAME);
    }

    private void apply(ClusterId cluster, String manifests) {
        for (HasMetadata object : WorldFromFile.of(manifests).objects()) {
            switch (object) {
                case Ingress ingress -> world.writes(cluster).create(Types.INGRESSES, new IngressBuilder(ingress).editSpec()
                        .withIngressClassName(Entrance.CLASS).endSpec().build());
                case Service service -> world.writes(cluster).create(Types.SERVICES, service);
                case EndpointSlice slice -> world.writes(cluster).create(Types.ENDPOINT_SLICES, slice);
                default -> throw new AssertionError(object);
            }
        }
    }

    private String configuration(ClusterId cluster) {
        Secret secret = world.require(cluster, Types.SECRETS, Entrance.NAMESPACE, Entrance.NAME);
        return new String(Base64.getDecoder().decode(secret.getData().get("nginx.conf")), StandardCharsets.UTF_8);
    }

    private boolean there(ClusterId cluster, ResourceType<?> type) {
        return world.snapshot(cluster).find(type, Entrance.NAMESPACE, Entrance.NAME).isPresent();
    }

    private static String shop() {
        return Manifests.service("web", 8080, "10.244.1.2") + Manifests.ingress("shop", "shop.example", "Prefix", "/", "web", Map.of());
    }

    private Ingress shop(ClusterId cluster) {
        return world.require(cluster, Types.INGRESSES, "default", "shop");
    }

    @Test
    void nothingIsMadeForAClusterWithoutAnIngressOfTheClass() throws Exception {
        apply(other, shop());
        world.writes(other).merge(Types.INGRESSES, shop(other), "", patch -> patch.putObject("spec").put("ingressClassName", "somebody-elses"));

        settle(acme);
        settle(other);

        for (ClusterId cluster : List.of(acme, other)) {
            assertFalse(there(cluster, Types.DEPLOYMENTS) || there(cluster, Types.SECRETS) || there(cluster, Types.SERVICES));
        }
        assertEquals(null, shop(other).getStatus());
    }

    @Test
    void twoClustersWithTheSameHostHaveTheirOwnPods() throws Exception {
        apply(acme, shop());
        apply(other, Manifests.service("web", 8080, "10.244.9.9") + Manifests.ingress("shop", "shop.example", "Prefix", "/", "web", Map.of()));

        settle(acme);
        settle(other);

        assertTrue(configuration(acme).contains("10.244.1.2:8080") && !configuration(acme).contains("10.244.9.9"), configuration(acme));
        assertTrue(configuration(other).contains("10.244.9.9:8080") && !configuration(other).contains("10.244.1.2"));
        assertTrue(there(acme, Types.DEPLOYMENTS) && there(acme, Types.SERVICES));
    }

    @Test
    void theLastIngressTakesTheEntranceWithIt() throws Exception {
        apply(acme, shop());
        settle(acme);
        world.writes(acme).delete(Types.INGRESSES, shop(acme));

        settle(acme);

        assertFalse(there(acme, Types.DEPLOYMENTS) || there(acme, Types.SECRETS) || there(acme, Types.SERVICES));
    }

    @Test
    void whatPeopleMadeOfTheDeploymentStaysUntilTheImageIsAnother() throws Exception {
        apply(acme, shop());
        settle(acme);
        world.writes(acme).merge(Types.DEPLOYMENTS, world.require(acme, Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME), "",
                patch -> patch.putObject("spec").put("replicas", 2));
        settle(acme);
        assertEquals(2, world.require(acme, Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME).getSpec().getReplicas());

        var deployment = world.require(acme, Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME);
        world.writes(acme).update(Types.DEPLOYMENTS, new DeploymentBuilder(deployment).editSpec().editTemplate().editSpec().editContainer(0)
                .withImage("marina/ingress:0").endContainer().endSpec().endTemplate().endSpec().build());
        settle(acme);

        deployment = world.require(acme, Types.DEPLOYMENTS, Entrance.NAMESPACE, Entrance.NAME);
        assertEquals(Entrance.IMAGE, deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage());
        assertEquals(2, deployment.getSpec().getReplicas());
    }

    private Pod entrance(String node) {
        Pod pod = Samples.running(Samples.pod("entrance-" + node), node, world.time.instant());
        return new PodBuilder(pod).editMetadata().withNamespace(Entrance.NAMESPACE).withLabels(EntranceObjects.LABELS).endMetadata().build();
    }

    private void node(String name, String address) {
        world.writes(acme).create(Types.NODES, new NodeBuilder(Samples.node(name, "1", "1Gi")).editStatus().addNewAddress().withType("InternalIP")
                .withAddress(address).endAddress().addNewAddress().withType("Hostname").withAddress(name).endAddress().endStatus().build());
    }

    @Test
    void theStatusSaysWhereEntrancesAreReadyAndNothingElse() throws Exception {
        apply(acme, shop());
        node("n1", "100.64.0.1");
        node("n2", "100.64.0.2");
        settle(acme);
        assertEquals(null, shop(acme).getStatus());

        Pod pod = world.writes(acme).create(Types.PODS, entrance("n2"));
        settle(acme);
        assertEquals(List.of("100.64.0.2"), shop(acme).getStatus().getLoadBalancer().getIngress().stream().map(IngressLoadBalancerIngress::getIp).toList());

        world.writes(acme).delete(Types.PODS, pod);
        settle(acme);
        assertEquals(List.of(), shop(acme).getStatus().getLoadBalancer().getIngress());
    }

    @Test
    void aChangeReachesThePodsByTheirAnnotationAndNoFasterThanThePace() throws Exception {
        apply(acme, shop());
        node("n1", "100.64.0.1");
        world.writes(acme).create(Types.PODS, entrance("n1"));
        settle(acme);
        String first = world.require(acme, Types.PODS, Entrance.NAMESPACE, "entrance-n1").getMetadata().getAnnotations().get(EntranceObjects.GENERATION);
        apply(acme, Manifests.service("cart", 8080, "10.244.1.7") + Manifests.ingress("cart", "cart.example", "Prefix", "/", "cart", Map.of()));

        world.time.advance(Duration.ofMillis(100));
        Outcome early = world.reconcile(new IngressReconciler("100.64.255.254"), acme, Entrance.NAMESPACE, Entrance.NAME);
        assertEquals(Duration.ofMillis(900), assertInstanceOf(Outcome.RecheckAfter.class, early).delay());
        assertFalse(configuration(acme).contains("cart.example"));
        settle(acme);

        assertTrue(configuration(acme).contains("cart.example"));
        String second = world.require(acme, Types.PODS, Entrance.NAMESPACE, "entrance-n1").getMetadata().getAnnotations().get(EntranceObjects.GENERATION);
        assertFalse(first.equals(second));
        assertEquals(second, new String(Base64.getDecoder().decode(world.require(acme, Types.SECRETS, Entrance.NAMESPACE, Entrance.NAME).getData()
                .get("generation")), StandardCharsets.UTF_8).strip());
    }

    @Test
    void whatCannotBeHadIsToldOnceAndNotWithEveryChange() throws Exception {
        apply(acme, Manifests.ingress("shop", "shop.example", "Prefix", "/", "absent", Map.of()));
        settle(acme);
        settle(acme);
        apply(acme, Manifests.service("cart", 8080, "10.244.1.7") + Manifests.ingress("cart", "cart.example", "Prefix", "/", "cart", Map.of()));
        settle(acme);

        List<Event> events = world.snapshot(acme).list(Types.EVENTS, "default");
        assertEquals(1, events.size(), events.toString());
        assertEquals("ServiceNotFound", events.getFirst().getReason());
        assertEquals("Ingress", events.getFirst().getInvolvedObject().getKind());
        assertTrue(events.getFirst().getCount() == null || events.getFirst().getCount() == 1, events.toString());
    }

    @Test
    void aClassOfTheirOwnThatNamesTheControllerIsServedToo() throws Exception {
        world.writes(acme).create(Types.INGRESS_CLASSES, new IngressClassBuilder().withNewMetadata().withName("inner").endMetadata().withNewSpec()
                .withController(Entrance.CONTROLLER).endSpec().build());
        world.writes(acme).create(Types.INGRESS_CLASSES, new IngressClassBuilder().withNewMetadata().withName("foreign").endMetadata().withNewSpec()
                .withController("k8s.io/ingress-nginx").endSpec().build());
        apply(acme, shop());
        for (String name : List.of("inner", "foreign")) {
            Ingress ingress = (Ingress) WorldFromFile.of(Manifests.ingress(name, name + ".example", "Prefix", "/", "web", Map.of())).objects().getFirst();
            world.writes(acme).create(Types.INGRESSES, new IngressBuilder(ingress).editSpec().withIngressClassName(name).endSpec().build());
        }

        settle(acme);

        assertTrue(configuration(acme).contains("inner.example"));
        assertFalse(configuration(acme).contains("foreign.example"));
    }

    /// The class is there without being stored; another's of its name takes its place.
    @Test
    void theClassOfEveryClusterCanBeGivenToSomebodyElse() throws Exception {
        world.writes(acme).create(Types.INGRESS_CLASSES, new IngressClassBuilder().withNewMetadata().withName(Entrance.CLASS).endMetadata().withNewSpec()
                .withController("example.com/another").endSpec().build());
        apply(acme, shop());

        settle(acme);

        assertFalse(there(acme, Types.DEPLOYMENTS));
    }

    @Test
    void somebodyElsesSecretInItsPlaceIsWrittenOver() throws Exception {
        apply(acme, shop());
        settle(acme);
        Secret secret = world.require(acme, Types.SECRETS, Entrance.NAMESPACE, Entrance.NAME);
        String before = configuration(acme);
        world.writes(acme).merge(Types.SECRETS, secret, "", patch -> patch.putObject("data").put("nginx.conf", "b3duZWQ="));

        settle(acme);

        assertEquals(before, configuration(acme));
    }

    @Test
    void theMachineHasTheLastAddressButOneOfTheNodes() {
        assertEquals("100.64.255.254", IngressReconciler.machine("100.64.0.0/16"));
    }
}
