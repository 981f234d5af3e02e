package dev.marina.apiserver.explanation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterStore;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.Stores;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CausalChainTest {

    private final ClusterStore store = Stores.inMemory();
    private final ClusterId cluster = store.create(new NewCluster("acme", "default", Map.of(), Map.of())).id();

    @AfterEach
    void close() {
        store.close();
    }

    private ObjectKey key(String name) {
        return new ObjectKey(cluster, new GroupResource("", "configmaps"), "default", name);
    }

    private ResourceVersion write(String name, String value, String actor, Cause cause) {
        store.commit(new Mutation(cluster, new Origin(actor, cause),
                List.of(new Mutation.Put(key(name), new EncodedObject("{\"metadata\":{\"resourceVersion\":\"".getBytes(UTF_8),
                        "\"},\"v\":\"%s\"}".formatted(value).getBytes(UTF_8)),
                        new Fields("uid-" + name, Map.of(), Map.of(), Set.of(), Set.of(), false))),
                List.of(), OptionalLong.empty()));
        return store.image(cluster).version();
    }

    private CausalChain chain(String name) {
        return CausalChain.of(store, store.image(cluster).find(key(name)).orElseThrow());
    }

    @Test
    void aChangeIsFollowedOverOtherObjectsToItsRequest() {
        ResourceVersion asked = write("asked", "1", "ann", Cause.request("r1"));
        ResourceVersion made = write("between", "1", "controller", Cause.change(asked));
        write("other", "1", "bob", Cause.request("r2"));
        write("made", "1", "controller", Cause.change(made));

        CausalChain chain = chain("made");

        assertEquals(List.of("asked", "between", "made"), chain.steps().stream().map(step -> step.key().name()).toList());
        assertEquals(List.of("ann", "controller", "controller"), chain.steps().stream().map(step -> step.value().origin().actor()).toList());
        assertTrue(chain.complete());
    }

    @Test
    void whatAChangeReplacedIsKnownAlsoOfAnotherObject() {
        write("asked", "1", "ann", Cause.request("r1"));
        ResourceVersion changed = write("asked", "2", "ann", Cause.request("r2"));
        write("made", "1", "controller", Cause.change(changed));

        Step cause = chain("made").steps().getFirst();

        assertEquals(changed, cause.version());
        assertEquals(changed.value() - 1, cause.before().orElseThrow().version().value());
    }

    @Test
    void anEarlierObjectOfTheNameIsAnotherOne() {
        write("made", "1", "ann", Cause.request("r1"));
        store.commit(new Mutation(cluster, new Origin("ann", Cause.request("r2")), List.of(new Mutation.Delete(key("made"))), List.of(), OptionalLong.empty()));
        write("made", "2", "bob", Cause.request("r3"));

        assertEquals(List.of("bob"), chain("made").steps().stream().map(step -> step.value().origin().actor()).toList());
    }

    @Test
    void aChainOfTooManyChangesIsCutAndSaysSo() {
        for (int i = 0; i <= CausalChain.MOST_STEPS; i++) {
            write("busy", "v" + i, "ann", Cause.request("r" + i));
        }
        CausalChain chain = chain("busy");
        assertEquals(CausalChain.MOST_STEPS, chain.steps().size());
        assertFalse(chain.complete());
    }
}
