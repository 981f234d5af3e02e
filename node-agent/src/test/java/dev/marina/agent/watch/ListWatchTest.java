package dev.marina.agent.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListWatchTest {

    private static final String PATH = "/api/v1/configmaps";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BRIEF = Duration.ofMillis(300);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private ListServer server;
    private KubernetesClient client;
    private ListWatch<ConfigMap> watch;

    @BeforeEach
    void serve() throws IOException {
        server = new ListServer();
        client = server.client("one");
    }

    @AfterEach
    void end() {
        watch.close();
        client.close();
        server.close();
    }

    private static String map(String name, String uid, int version) {
        return """
                {"metadata":{"name":"%s","namespace":"default","uid":"%s","resourceVersion":"%d","annotations":{"big":"text"}},"data":{"k":"v"}}"""
                .formatted(name, uid, version);
    }

    private final class Told implements ListWatch.Listener<ConfigMap> {
        @Override
        public void put(ConfigMap map) {
            told.add("put " + map.getMetadata().getName() + " " + map.getMetadata().getResourceVersion());
        }

        @Override
        public void gone(ConfigMap map) {
            told.add("gone " + map.getMetadata().getName() + " " + map.getMetadata().getUid());
        }

        @Override
        public void listed() {
            told.add("listed");
        }
    }

    private void open(ListWatch.Patience patience) {
        watch = new ListWatch<>(() -> client, new Watched<>(ConfigMap.class, PATH, Optional.empty(), Set.of("annotations"), UnaryOperator.identity()),
                new Told(), patience).start();
    }

    private void awaitTold(String... expected) {
        Await.until(List.of(expected).toString(), SOON, () -> List.copyOf(told), List.of(expected)::equals);
    }

    @Test
    void whatIsListedIsToldFirstThenWhatChanges() {
        server.list(PATH, "10", map("a", "u1", 5), map("b", "u2", 6));
        server.event(PATH, "MODIFIED", map("a", "u1", 11));
        server.event(PATH, "DELETED", map("b", "u2", 12));
        server.event(PATH, "ADDED", map("a", "u3", 13));

        open(ListWatch.Patience.USUAL);

        awaitTold("put a 5", "put b 6", "listed", "put a 11", "gone b u2", "gone a u1", "put a 13");
        assertEquals(List.of("a"), watch.items().stream().map(map -> map.getMetadata().getName()).toList());
        assertEquals("v", watch.find("default", "a").orElseThrow().getData().get("k"));
        assertTrue(watch.find("default", "a").orElseThrow().getMetadata().getAnnotations().isEmpty());
    }

    @Test
    void aListComesInPages() {
        server.lists.put(PATH, next -> switch (next) {
            case "" -> "{\"metadata\":{\"resourceVersion\":\"10\",\"continue\":\"second\"},\"items\":[%s]}".formatted(map("a", "u1", 5));
            default -> "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[%s]}".formatted(map("b", "u2", 6));
        });

        open(ListWatch.Patience.USUAL);

        awaitTold("put a 5", "put b 6", "listed");
        assertEquals(List.of("one list " + PATH, "one list " + PATH + "?second"), List.copyOf(server.asked).subList(0, 2));
    }

    @Test
    void aListWhosePagesGrowOlderIsFollowedFromItsFirst() {
        server.lists.put(PATH, next -> switch (next) {
            case "" -> "{\"metadata\":{\"resourceVersion\":\"10\",\"continue\":\"second\"},\"items\":[]}";
            default -> "{\"metadata\":{\"resourceVersion\":\"12\"},\"items\":[]}";
        });

        open(ListWatch.Patience.USUAL);

        Await.until("a watch", SOON, () -> List.copyOf(server.asked), all -> all.contains("one watch " + PATH + "@10"));
    }

    @Test
    void whatIsLearntOfATypeIsSharedByAllWatches() {
        open(ListWatch.Patience.USUAL);

        assertSame(ObjectReader.mapper(Set.of("annotations", "managedFields")), ObjectReader.mapper(Set.of("managedFields", "annotations")));
    }

    @Test
    void aListThatIsNotAnsweredIsAskedForAgain() {
        server.hung = 1;
        server.list(PATH, "10", map("a", "u1", 5));

        open(new ListWatch.Patience(BRIEF, SOON));

        awaitTold("put a 5", "listed");
    }

    @Test
    void aWatchThatFallsSilentIsBegunAgainWhereItStood() {
        server.list(PATH, "10");
        server.event(PATH, "BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"25\"}}");

        open(new ListWatch.Patience(SOON, BRIEF));

        Await.until("a second watch", SOON, () -> List.copyOf(server.asked), all -> all.contains("one watch " + PATH + "@25"));
        assertEquals(1, server.asked.stream().filter(request -> request.contains(" list ")).count());
    }

    @Test
    void aVersionTooFarBackIsListedAgainAndWhatIsMissingIsGone() {
        server.list(PATH, "10", map("a", "u1", 5));
        open(new ListWatch.Patience(SOON, Duration.ofSeconds(1)));
        awaitTold("put a 5", "listed");

        server.list(PATH, "90", map("b", "u2", 80));
        server.refusals.add(410);
        watch.reconnect();

        awaitTold("put a 5", "listed", "put b 80", "gone a u1", "listed");
    }

    @Test
    void itGoesOnWithTheClientThatThereIsNow() {
        server.list(PATH, "10", map("a", "u1", 5));
        open(ListWatch.Patience.USUAL);
        Await.until("a watch", SOON, () -> List.copyOf(server.asked), all -> all.contains("one watch " + PATH + "@10"));

        KubernetesClient before = client;
        client = server.client("two");
        watch.reconnect();
        before.close();
        Await.until("the other's watch", SOON, () -> List.copyOf(server.asked), all -> all.contains("two watch " + PATH + "@10"));

        assertEquals(List.of("put a 5", "listed"), told);
    }
}
