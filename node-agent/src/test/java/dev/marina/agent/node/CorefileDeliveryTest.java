package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.watch.ListServer;
import dev.marina.net.NodeNetwork;
import dev.marina.net.dns.corefile.Corefile;
import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.service.ServiceName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From the API server's ConfigMap to the node's network.
class CorefileDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";
    private static final String EVENTS = "/api/v1/namespaces/kube-system/events";
    private static final NodeRef ONE = new NodeRef("c1", "one");
    private static final NodeRef TWO = new NodeRef("c1", "two");

    private final List<String> brought = new CopyOnWriteArrayList<>();
    private final ClusterWatches watches = new ClusterWatches();
    private ListServer server;
    private KubernetesClient client;
    private EventRecorder events;

    @BeforeEach
    void serve() throws IOException {
        server = new ListServer();
        client = server.client("one");
        events = new EventRecorder(() -> client, ONE.name(), Clock.systemUTC());
    }

    @AfterEach
    void end() {
        watches.leave(ONE);
        watches.leave(TWO);
        events.close();
        client.close();
        server.close();
    }

    private static final class Unheard implements ClusterWatches.Member, PolicyObjects.Member {
        @Override
        public void listed() {
            // not asked for
        }

        @Override
        public void changed(ServiceName service) {
            // not asked for
        }

        @Override
        public void policiesListed() {
            // not asked for
        }

        @Override
        public void changed(PolicyObjects.Changed what) {
            // not asked for
        }
    }

    private CorefileDelivery join(NodeRef node) {
        CorefileDelivery delivery = new CorefileDelivery(node, watches, () -> network(node), events, new DeliveryPace(System::nanoTime));
        delivery.start();
        watches.join(node, client, new Unheard(), new Unheard(), () -> {}, delivery::changed);
        return delivery;
    }

    /// Refuses what begins with `bad` and what is too long.
    private NodeNetwork network(NodeRef node) {
        return (NodeNetwork) Proxy.newProxyInstance(NodeNetwork.class.getClassLoader(), new Class<?>[] {NodeNetwork.class}, (_, _, arguments) -> {
            String text = ((Optional<?>) arguments[0]).map(String::valueOf).orElse("usual");
            if (text.startsWith("bad") || text.length() > Corefile.LONGEST) {
                brought.add(node.name() + " refuses " + text.length());
                throw new CorefileFault(1, "no good");
            }
            brought.add(node.name() + " " + text);
            return null;
        });
    }

    private static String object(String corefile, int version) {
        return """
                {"metadata":{"name":"coredns","namespace":"kube-system","uid":"u","resourceVersion":"%d","annotations":{"big":"text"}},
                "data":{"Corefile":"%s","other":"%s"}}""".formatted(version, corefile, "x".repeat(10));
    }

    private void await(String what) {
        Await.until(what, SOON, () -> List.copyOf(brought), all -> all.contains(what));
    }

    @Test
    void itIsBroughtWhenItChangesAndTheUsualOneWhereItIsGone() {
        server.list(CONFIG_MAPS, "10", object("first", 7));
        try (CorefileDelivery _ = join(ONE)) {
            await("one first");
            server.event(CONFIG_MAPS, "MODIFIED", object("second", 11));
            await("one second");
            server.event(CONFIG_MAPS, "MODIFIED",
                    "{\"metadata\":{\"name\":\"coredns\",\"namespace\":\"kube-system\",\"uid\":\"u\",\"resourceVersion\":\"12\"}}");
            await("one usual");
            server.event(CONFIG_MAPS, "MODIFIED", object("third", 13));
            await("one third");
            server.event(CONFIG_MAPS, "DELETED", object("third", 14));
            Await.until("the usual one again", SOON, () -> List.copyOf(brought), all -> all.stream().filter("one usual"::equals).count() == 2);
            assertTrue(server.asked.stream().noneMatch(request -> request.contains(EVENTS)), server.asked.toString());
        }
    }

    @Test
    void aRefusedOneIsToldOnceByOneOfTheNodesAndSoIsTheNextThatIsTaken() {
        server.list(CONFIG_MAPS, "10", object("bad", 7));
        try (CorefileDelivery _ = join(ONE); CorefileDelivery two = join(TWO)) {
            await("one refuses 3");
            await("two refuses 3");
            two.changed();
            Await.until("an event", SOON, this::told, count -> count == 1);
            server.event(CONFIG_MAPS, "MODIFIED", object("good", 11));
            await("one good");
            await("two good");
            Await.until("another event", SOON, this::told, count -> count == 2);
        }
        assertEquals(2, told());
    }

    /// The hostile tenant: a mebibyte of it.
    @Test
    void noMoreOfItIsKeptThanIsRead() {
        server.list(CONFIG_MAPS, "10", object("a".repeat(1_000_000), 7));
        try (CorefileDelivery _ = join(ONE)) {
            await("one refuses " + (Corefile.LONGEST + 1));
        }
    }

    private long told() {
        return server.asked.stream().filter(request -> request.contains(EVENTS)).count();
    }
}
