package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.watch.ListServer;
import dev.marina.net.NodePart;
import dev.marina.net.service.ServiceName;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterWatchesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final NodeRef ONE = new NodeRef("c1", "one");
    private static final NodeRef TWO = new NodeRef("c1", "two");
    private static final String SERVICES = "/api/v1/services";
    private static final String SLICES = "/apis/discovery.k8s.io/v1/endpointslices";
    private static final String PODS = "/api/v1/pods";
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String POLICIES = "/apis/networking.k8s.io/v1/networkpolicies";
    private static final String COMPONENTS = "/apis/marina.dev/v1/nodecomponents";
    private static final String COREFILE = "/api/v1/namespaces/kube-system/configmaps";
    private static final ServiceName WEB = new ServiceName("default", "web");
    private static final ServiceName API = new ServiceName("default", "api");

    private final ClusterWatches watches = new ClusterWatches();
    private ListServer server;
    private KubernetesClient one;
    private KubernetesClient two;

    @BeforeEach
    void serve() throws IOException {
        server = new ListServer();
        server.list(SERVICES, "10", service("web", 7));
        one = server.client("one");
        two = server.client("two");
    }

    @AfterEach
    void end() {
        watches.leave(ONE);
        watches.leave(TWO);
        one.close();
        two.close();
        server.close();
    }

    private static String service(String name, int version) {
        return """
                {"metadata":{"name":"%1$s","namespace":"default","uid":"u-%1$s","resourceVersion":"%2$d","annotations":{"big":"text"}},
                "spec":{"clusterIP":"10.96.0.9","selector":{"app":"web"},"ports":[{"port":80}]}}""".formatted(name, version);
    }

    private static String slice(String name, String service, int version) {
        return """
                {"metadata":{"name":"%1$s","namespace":"default","uid":"u-%1$s","resourceVersion":"%3$d","labels":{"kubernetes.io/service-name":"%2$s","x":"y"}},
                "addressType":"IPv4","ports":[{"port":80}],"endpoints":[{"addresses":["10.244.1.2"]}]}""".formatted(name, service, version);
    }

    private static final class Told implements ClusterWatches.Member, PolicyObjects.Member {

        private final List<Object> all = new CopyOnWriteArrayList<>();

        @Override
        public void listed() {
            all.add("listed");
        }

        @Override
        public void changed(ServiceName service) {
            all.add(service);
        }

        @Override
        public void policiesListed() {
            all.add("policies listed");
        }

        @Override
        public void changed(PolicyObjects.Changed what) {
            all.add(what);
        }

        void await(Object what) {
            Await.until(String.valueOf(what), SOON, () -> List.copyOf(all), told -> told.contains(what));
        }
    }

    @Test
    void nodesOfOneClusterShareOneWatchAndItsObjectsAreStripped() {
        Told first = new Told();
        Told second = new Told();
        watches.join(ONE, one, first, first, () -> {}, () -> {});
        watches.join(TWO, two, second, second, () -> {}, () -> {});
        first.await("listed");
        second.await("listed");

        first.await("policies listed");
        second.await("policies listed");
        assertEquals(
                List.of("one list " + NAMESPACES, "one list " + COREFILE, "one list " + PODS, "one list " + SERVICES, "one list " + SLICES,
                        "one list " + COMPONENTS,
                        "one list " + POLICIES),
                server.asked.stream().filter(request -> request.contains(" list ")).sorted().toList());
        Service web = watches.services("default").getFirst();
        assertEquals("10.96.0.9", web.getSpec().getClusterIP());
        assertTrue(web.getMetadata().getAnnotations().isEmpty());
        assertTrue(web.getSpec().getSelector().isEmpty());
        server.event(SERVICES, "ADDED", service("api", 11));
        second.await(API);
    }

    @Test
    void aChangeNamesTheServiceThatItIsAbout() {
        Told told = new Told();
        watches.join(ONE, one, told, told, () -> {}, () -> {});
        told.await("listed");

        server.event(SLICES, "ADDED", slice("s1", "web", 11));
        told.await(WEB);
        assertEquals(List.of("s1"), watches.slices(WEB).stream().map(slice -> slice.getMetadata().getName()).toList());
        server.event(SLICES, "MODIFIED", slice("s1", "api", 12));
        told.await(API);
        assertEquals(List.of(), List.copyOf(watches.slices(WEB)));
        server.event(SLICES, "DELETED", slice("s1", "api", 13));
        Await.until("each change", SOON, () -> told.all.stream().filter(one -> !one.equals("policies listed")).toList(),
                List.of("listed", WEB, WEB, API, API)::equals);
        assertTrue(watches.slices(API).isEmpty());
    }

    private static String component(String name, boolean off, int version) {
        return """
                {"apiVersion":"marina.dev/v1","kind":"NodeComponent","metadata":{"name":"%1$s","uid":"u-%1$s","resourceVersion":"%3$d"},"spec":{"off":%2$b}}"""
                .formatted(name, off, version);
    }

    @Test
    void whatIsSwitchedOffIsToldAtFirstAndWhenItChangesAndWhatIsUnknownIsPassedOver() {
        server.list(COMPONENTS, "10", component("dns", true, 7), component("kubelet", true, 8));
        AtomicInteger told = new AtomicInteger();
        watches.join(ONE, one, new Told(), new Told(), told::incrementAndGet, () -> {});
        Await.until("told", SOON, told::get, count -> count > 0);
        assertEquals(Set.of(NodePart.DNS), watches.components().orElseThrow().off());
        int before = told.get();
        server.event(COMPONENTS, "MODIFIED", component("dns", false, 11));
        Await.until("told again", SOON, told::get, count -> count > before);
        assertEquals(Set.of(), watches.components().orElseThrow().off());
    }

    @Test
    void servicesAreNotTakenForNoneBeforeTheyAreKnown() {
        server.hung = Integer.MAX_VALUE;
        watches.join(ONE, one, new Told(), new Told(), () -> {}, () -> {});

        assertThrows(RuntimeFailure.class, () -> watches.services("default"));
    }

    @Test
    void whenTheNodeThatWatchesLeavesTheNextTakesOverAndNothingIsForgotten() {
        Told told = new Told();
        watches.join(ONE, one, new Told(), new Told(), () -> {}, () -> {});
        watches.join(TWO, two, told, told, () -> {}, () -> {});
        told.await("listed");
        Await.until("watches", SOON, () -> server.asked.stream().filter(request -> request.startsWith("one watch")).count(), count -> count == 7);

        watches.leave(ONE);

        assertEquals(1, watches.services("default").size());
        Await.until("watches by the next node", SOON, () -> server.asked.stream().filter(request -> request.startsWith("two ")).collect(Collectors.toSet()),
                all -> all.containsAll(
                        Stream.of(SERVICES, SLICES, PODS, NAMESPACES, POLICIES, COMPONENTS, COREFILE).map(path -> "two watch " + path + "@10").toList()));
        server.event(SERVICES, "ADDED", service("api", 11));
        told.await(API);
        watches.leave(TWO);
        assertTrue(watches.services().isEmpty());
    }
}
