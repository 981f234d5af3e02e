package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.store.StoreEvent;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllersTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId other = world.cluster("other");
    private final List<ClusterKey> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatWasThereBeforeAndWhatComesLaterIsReconciled() {
        configMap(acme, "before");
        world.start(List.of(Controller.named("test").reconciles(Types.CONFIG_MAPS).with(turn -> {
            seen.add(turn.key());
            return Outcome.SETTLED;
        })));
        configMap(other, "after");

        awaitSeen(acme, "before");
        awaitSeen(other, "after");
    }

    @Test
    void anotherTypesChangeArrivesAtItsOwnerWithItsCause() {
        Map<ClusterKey, String> causes = new ConcurrentHashMap<>();
        world.start(List.of(Controller.named("test").reconciles(Types.REPLICA_SETS).alsoWatches(Types.PODS, Mapper.owner(Types.REPLICA_SETS)).with(turn -> {
            causes.put(turn.key(), turn.cause().toString());
            return Outcome.SETTLED;
        })));
        Pod pod = Samples.pod("p");
        pod.getMetadata().setOwnerReferences(List.of(Owners.controllerReference(Types.REPLICA_SETS, Samples.replicaSet("web", 1))));
        Pod created = world.writes(acme).create(Types.PODS, pod);

        world.await("the owner is reconciled", () -> causes.containsKey(new ClusterKey(acme, "default", "web")), () -> causes);
        assertEquals("change/" + created.getMetadata().getResourceVersion(), causes.get(new ClusterKey(acme, "default", "web")));
    }

    @Test
    void aFailureIsTriedAgainAndDoesNotStopTheOthers() {
        Set<ClusterKey> failedOnce = ConcurrentHashMap.newKeySet();
        world.start(List.of(Controller.named("test").reconciles(Types.CONFIG_MAPS).with(turn -> {
            if (turn.key().name().equals("bad") && failedOnce.add(turn.key())) {
                throw new IllegalStateException("as planned");
            }
            seen.add(turn.key());
            return Outcome.SETTLED;
        })));
        configMap(acme, "bad");
        configMap(acme, "good");
        awaitSeen(acme, "bad");
        awaitSeen(acme, "good");
    }

    @Test
    void anErrorOnOneObjectLeavesTheOnlyWorkerAlive() {
        Set<ClusterKey> failedOnce = ConcurrentHashMap.newKeySet();
        world.start(List.of(Controller.named("test").reconciles(Types.CONFIG_MAPS).with(turn -> {
            if (turn.key().name().equals("poison") && failedOnce.add(turn.key())) {
                throw new StackOverflowError("as planned");
            }
            seen.add(turn.key());
            return Outcome.SETTLED;
        })));
        configMap(acme, "poison");
        configMap(other, "good");
        awaitSeen(other, "good");
        awaitSeen(acme, "poison");
    }

    @Test
    void aControllerThatCannotReadAClusterKeepsNoOtherFromIt() {
        configMap(acme, "before");
        world.start(List.of(
                Controller.named("broken").source(new Source() {
                    @Override
                    public Stream<ClusterKey> all(Snapshot snapshot) {
                        throw new IllegalStateException("as planned");
                    }

                    @Override
                    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
                        throw new StackOverflowError("as planned");
                    }

                    @Override
                    public Subject subject(ClusterKey key) {
                        throw new IllegalStateException("as planned");
                    }
                }).with(_ -> Outcome.SETTLED),
                Controller.named("test").reconciles(Types.CONFIG_MAPS).with(turn -> {
                    seen.add(turn.key());
                    return Outcome.SETTLED;
                })));
        awaitSeen(acme, "before");
        configMap(acme, "after");
        awaitSeen(acme, "after");
    }

    @Test
    void aClusterThatIsGoneIsForgottenByWhoeverKeptSomethingOfIt() {
        List<ClusterId> forgotten = new CopyOnWriteArrayList<>();
        world.start(List.of(Controller.named("test").reconciles(Types.CONFIG_MAPS).with(new Reconciler() {
            @Override
            public Outcome reconcile(Turn turn) {
                seen.add(turn.key());
                return Outcome.SETTLED;
            }

            @Override
            public void forget(ClusterId cluster) {
                forgotten.add(cluster);
            }
        })));
        configMap(acme, "one");
        awaitSeen(acme, "one");
        world.services.store().delete(acme);
        world.await("it is forgotten", () -> forgotten.contains(acme), () -> forgotten);
    }

    @Test
    void oneWatchThatFailsKeepsNothingFromTheOthersOfItsController() {
        world.start(List.of(Controller.named("test").reconciles(Types.REPLICA_SETS)
                .alsoWatches(Types.PODS, (_, _) -> {
                    throw new IllegalStateException("as planned");
                })
                .alsoWatches(Types.PODS, Mapper.owner(Types.REPLICA_SETS)).with(turn -> {
                    seen.add(turn.key());
                    return Outcome.SETTLED;
                })));
        Pod pod = Samples.pod("p");
        pod.getMetadata().setOwnerReferences(List.of(Owners.controllerReference(Types.REPLICA_SETS, Samples.replicaSet("web", 1))));
        world.writes(acme).create(Types.PODS, pod);
        awaitSeen(acme, "web");
    }

    @Test
    void aClusterThatFloodsWithEventsFillsNoMemoryAndKeepsNoOthersEventsBack() {
        List<Runnable> held = new CopyOnWriteArrayList<>();
        EventRecorder recorder = new EventRecorder(world.services.client(), world.services.clock(), held::add);
        for (int i = 0; i < 2000; i++) {
            recorder.record(world.writes(acme).call(), "test", Samples.pod("p" + i), EventRecorder.Severity.Warning, "BackOff", "again");
        }
        int most = held.size();
        assertTrue(most <= 500, () -> most + " wait");
        recorder.record(world.writes(other).call(), "test", Samples.pod("p"), EventRecorder.Severity.Warning, "BackOff", "again");
        assertEquals(most + 1, held.size());
        held.forEach(Runnable::run);
        recorder.record(world.writes(acme).call(), "test", Samples.pod("q"), EventRecorder.Severity.Warning, "BackOff", "again");
        assertEquals(most + 2, held.size());
    }

    @Test
    void oneClusterThatHangsOnAWorkerDoesNotStopAnother() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        world.start(List.of(Controller.named("test").reconciles(Types.CONFIG_MAPS).workers(2).with(turn -> {
            if (turn.cluster().equals(acme)) {
                release.await();
            }
            seen.add(turn.key());
            return Outcome.SETTLED;
        })));
        configMap(acme, "slow");
        configMap(acme, "as-slow");
        configMap(other, "quick");
        awaitSeen(other, "quick");
        assertTrue(seen.stream().noneMatch(key -> key.cluster().equals(acme)));
        release.countDown();
        awaitSeen(acme, "slow");
    }

    @Test
    void whatIsOfTheManagementClusterAloneHasAllItsWorkers() {
        CountDownLatch both = new CountDownLatch(2);
        world.start(List.of(Controller.named("of-one").reconciles(Types.CONFIG_MAPS).management().workers(2).with(turn -> {
            both.countDown();
            both.await();
            return Outcome.SETTLED;
        })));
        configMap(acme, "one");
        configMap(acme, "two");
        world.await("two of one cluster at the same time", () -> both.getCount() == 0, both::getCount);
    }

    @Test
    void aTenantsGateStopsItsControllersButNotThePlatforms() {
        setting("tenant", true);
        List<String> ran = new CopyOnWriteArrayList<>();
        world.start(List.of(
                Controller.named("tenant").reconciles(Types.CONFIG_MAPS).with(turn -> {
                    ran.add("tenant " + turn.cluster());
                    return Outcome.SETTLED;
                }),
                Controller.named("platform").reconciles(Types.CONFIG_MAPS).platform().with(turn -> {
                    ran.add("platform " + turn.cluster());
                    return Outcome.SETTLED;
                })));
        configMap(acme, "one");
        configMap(other, "one");
        world.await("the others run", () -> ran.containsAll(List.of("platform " + acme, "platform " + other, "tenant " + other)), () -> ran);
        assertTrue(!ran.contains("tenant " + acme));

        setting("tenant", false);
        world.await("the paused one runs", () -> ran.contains("tenant " + acme), () -> ran);
    }

    @Test
    void repeatedEventsAreCountedAndSimilarOnesCombined() {
        Pod pod = world.writes(acme).create(Types.PODS, Samples.pod("web"));
        for (int i = 0; i < 3; i++) {
            world.services.events().record(world.writes(acme).call(), "test", pod, EventRecorder.Severity.Warning, "BackOff", "again");
        }
        for (int i = 0; i < 15; i++) {
            world.services.events().record(world.writes(acme).call(), "test", pod, EventRecorder.Severity.Normal, "Pulled", "image " + i);
        }
        List<Event> events = world.snapshot(acme).list(Types.EVENTS, "default");
        assertEquals(3, events.stream().filter(event -> event.getReason().equals("BackOff")).findFirst().orElseThrow().getCount());
        Event combined = events.stream().filter(event -> event.getMessage().startsWith("(combined from similar events): ")).findFirst().orElseThrow();
        assertEquals("(combined from similar events): image 14", combined.getMessage());
        assertEquals(5, combined.getCount());
        assertEquals(12, events.size());
    }

    private void setting(String controller, boolean paused) {
        world.services.gate().set(acme, controller, new GateSetting(paused, List.of(), Duration.ZERO));
    }

    private void configMap(ClusterId cluster, String name) {
        world.writes(cluster).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().build());
    }

    private void awaitSeen(ClusterId cluster, String name) {
        world.await(name + " is reconciled", () -> seen.contains(new ClusterKey(cluster, "default", name)), () -> seen);
    }
}
