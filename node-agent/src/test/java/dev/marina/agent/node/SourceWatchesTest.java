package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.agent.Await;
import dev.marina.agent.watch.ListServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceWatchesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    private final List<String> changed = new CopyOnWriteArrayList<>();
    private ListServer server;
    private KubernetesClient client;
    private SourceWatches watches;

    @BeforeEach
    void serve() throws IOException {
        server = new ListServer();
        client = server.client("one");
        watches = new SourceWatches(() -> client, changed::add);
    }

    @AfterEach
    void end() {
        watches.close();
        client.close();
        server.close();
    }

    private static Pod pod(String name, String map, String secret) {
        return new PodBuilder().withNewMetadata().withNamespace("default").withName(name).withUid("uid-" + name).endMetadata().withNewSpec()
                .addNewVolume().withName("m").withNewConfigMap().withName(map).endConfigMap().endVolume()
                .addNewVolume().withName("p").withNewProjected().addNewSource().withNewSecret().withName(secret).endSecret().endSource()
                .addNewSource().withNewConfigMap().withName("kube-root-ca.crt").endConfigMap().endSource().endProjected().endVolume()
                .endSpec().build();
    }

    private static String object(String name, int version) {
        return "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"default\",\"uid\":\"u\",\"resourceVersion\":\"%d\"},\"data\":{}}".formatted(name, version);
    }

    @Test
    void podsHearOfWhatChangesAfterTheyCameAndNotOfWhatWasThere() {
        server.list(MAPS, "10", object("m", 5));
        server.event(MAPS, "MODIFIED", object("m", 11));
        server.list(SECRETS, "10", object("s", 6));

        watches.put(pod("a", "m", "s"));

        Await.until("it is told of the change", SOON, () -> List.copyOf(changed), List.of("uid-a")::equals);
        Await.until("both are watched", SOON, () -> Set.copyOf(server.asked),
                Set.of("one list " + MAPS, "one list " + SECRETS, "one watch " + MAPS + "@10", "one watch " + SECRETS + "@10")::equals);
    }

    @Test
    void oneObjectIsWatchedOnceForAllPodsAndNoLongerThanThereIsOne() {
        watches.put(pod("a", "m", "s"));
        watches.put(pod("b", "m", "s"));
        watches.put(pod("b", "m", "s"));
        Await.until("two watches", SOON, () -> server.asked.stream().filter(each -> each.contains(" watch ")).count(), count -> count == 2);

        watches.gone(pod("a", "m", "s"));
        watches.put(new PodBuilder(pod("b", "m", "s")).withNewStatus().withPhase("Succeeded").endStatus().build());
        watches.put(pod("c", "m", "s"));

        Await.until("it is watched anew", SOON, () -> server.asked.stream().filter(each -> each.contains(" watch ")).count(), count -> count == 4);
    }

    @Test
    void aTenantWhoNamesManyHasSoManyWatchedAndNoMore() {
        for (int i = 0; i < SourceWatches.MOST; i++) {
            watches.put(pod("p" + i, "m" + i, "s" + i));
        }
        Await.until("as many are listed as may be", SOON, () -> server.asked.stream().filter(each -> each.contains(" list ")).count(),
                count -> count == SourceWatches.MOST);

        watches.put(pod("late", "late", "late"));
        watches.gone(pod("p0", "m0", "s0"));
        watches.put(pod("late", "late", "late"));

        Await.until("what was given up is another's", SOON, () -> server.asked.stream().filter(each -> each.contains(" list ")).count(),
                count -> count == SourceWatches.MOST + 2);
        assertFalse(changed.contains("uid-late"));
        assertEquals(List.of(), changed);
    }
}
