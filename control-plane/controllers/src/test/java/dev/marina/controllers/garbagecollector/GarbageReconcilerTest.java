package dev.marina.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private ReplicaSet owner;

    @BeforeEach
    void ownerWithTwoDependents() {
        world.store.feed(new FeedConsumer() {
            @Override
            public void loaded(ClusterImage image) {}

            @Override
            public void changed(ClusterImage image, List<StoreEvent> events) {
                events.stream().filter(StoreEvent::deletion).forEach(event -> deleted.add(event.key().resource().toString()));
            }

            @Override
            public void dropped(ClusterId cluster) {}
        });
        world.start(List.of(GarbageReconciler.controller()));
        owner = world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("web", 2));
        dependent("a");
        dependent("b");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void inTheBackgroundTheOwnerGoesFirstAndItsDependentsFollow() {
        world.writes(acme).delete(Types.REPLICA_SETS, owner, "Background");
        assertTrue(world.snapshot(acme).list(Types.REPLICA_SETS, "").isEmpty());
        world.await("the dependents go", () -> pods().isEmpty(), this::pods);
    }

    @Test
    void inTheForegroundTheDependentsGoFirst() {
        world.writes(acme).delete(Types.REPLICA_SETS, owner, "Foreground");
        world.await("all go", () -> pods().isEmpty() && world.snapshot(acme).list(Types.REPLICA_SETS, "").isEmpty(), this::pods);
        world.await("three deletions are told", () -> deleted.size() == 3, () -> deleted);
        assertEquals("replicasets.apps", deleted.getLast());
    }

    @Test
    void whatSomebodyElseOwnsTooStaysAndForgetsTheOwnerThatGoes() {
        ReplicaSet other = world.writes(acme).create(Types.REPLICA_SETS, Samples.replicaSet("other", 0));
        Pod both = new PodBuilder(Samples.pod("both")).editMetadata().withOwnerReferences(
                Owners.controllerReference(Types.REPLICA_SETS, owner), Owners.controllerReference(Types.REPLICA_SETS, other)).endMetadata().build();
        both.getMetadata().getOwnerReferences().getLast().setController(false);
        world.writes(acme).create(Types.PODS, both);

        world.writes(acme).delete(Types.REPLICA_SETS, owner, "Foreground");

        world.await("the owner goes", () -> world.snapshot(acme).list(Types.REPLICA_SETS, "").size() == 1, this::pods);
        assertEquals(List.of("both"), pods().stream().map(pod -> pod.getMetadata().getName()).toList());
        assertEquals(List.of(other.getMetadata().getUid()),
                pods().getFirst().getMetadata().getOwnerReferences().stream().map(reference -> reference.getUid()).toList());
    }

    @Test
    void orphansStayAndForgetTheirOwner() {
        world.writes(acme).delete(Types.REPLICA_SETS, owner, "Orphan");
        world.await("the owner goes", () -> world.snapshot(acme).list(Types.REPLICA_SETS, "").isEmpty(), () -> world.client.calls);
        assertEquals(2, pods().size());
        assertTrue(pods().stream().allMatch(pod -> pod.getMetadata().getOwnerReferences().isEmpty()));
    }

    @Test
    void anObjectWhoseOwnerNeverExistedIsDeletedAndOneWithAnotherOwnerStays() {
        Pod both = new PodBuilder(Samples.pod("both")).editMetadata().withOwnerReferences(
                Owners.controllerReference(Types.REPLICA_SETS, owner), absent()).endMetadata().build();
        both.getMetadata().getOwnerReferences().getLast().setController(false);
        world.writes(acme).create(Types.PODS, both);
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("stray")).editMetadata().withOwnerReferences(absent()).endMetadata().build());

        world.await("the stray goes", () -> pods().stream().noneMatch(pod -> pod.getMetadata().getName().equals("stray")), this::pods);
        world.await("the absent owner is forgotten", () -> world.require(acme, Types.PODS, "default", "both").getMetadata().getOwnerReferences().size() == 1,
                this::pods);
    }

    @Test
    void aCircleOfOwnersGoesAsAWhole() {
        Pod first = world.writes(acme).create(Types.PODS, Samples.pod("first"));
        Pod second = world.writes(acme).create(Types.PODS, owned("second", first));
        Pod third = world.writes(acme).create(Types.PODS, owned("third", second));
        world.writes(acme).merge(Types.PODS, first, "",
                patch -> patch.putObject("metadata").putArray("ownerReferences").addPOJO(Owners.controllerReference(Types.PODS, third)));

        world.writes(acme).delete(Types.PODS, first, "Foreground");

        world.await("all three go", () -> pods().stream().noneMatch(pod -> List.of("first", "second", "third").contains(pod.getMetadata().getName())),
                this::pods);
    }

    private static Pod owned(String name, Pod by) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withOwnerReferences(Owners.controllerReference(Types.PODS, by)).endMetadata().build();
    }

    private static io.fabric8.kubernetes.api.model.OwnerReference absent() {
        return Owners.controllerReference(Types.REPLICA_SETS, Samples.replicaSet("absent", 1));
    }

    private void dependent(String name) {
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod(name)).editMetadata()
                .withOwnerReferences(Owners.controllerReference(Types.REPLICA_SETS, owner)).endMetadata().build());
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }
}
