package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.testing.Samples;
import dev.marina.scheduler.plugin.NodeAffinity;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is remembered for pods that are alike changes no decision.
class EquivalenceTest {

    private static final Profile PROFILE = Profile.standard();
    private static final int KINDS = 13;

    private final ClusterState state = new ClusterState();
    private final List<String> placed = new ArrayList<>();
    private final Map<String, Pod> asked = new HashMap<>();
    private int pods;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatIsRememberedIsWhatWouldBeFound(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            state.node(node("n" + i, random));
        }
        int found = 0;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0 -> state.node(node("n" + random.nextInt(160), random));
                case 1 -> state.nodeGone("n" + random.nextInt(160));
                case 2 -> {
                    if (!placed.isEmpty()) {
                        state.podGone(placed.remove(random.nextInt(placed.size())));
                    }
                }
                case 3 -> state.nominate(PodFacts.of(pod(random)), Optional.of("n" + random.nextInt(150)));
                case 4 -> {
                    if (!placed.isEmpty()) {
                        seen(placed.get(random.nextInt(placed.size())), random);
                    }
                }
                default -> {
                    Pod pod = pod(random);
                    Cycle cycle = cycle(PodFacts.of(pod));
                    if (random.nextInt(4) == 0) {
                        state.nominate(cycle.pod(), Optional.of("n" + random.nextInt(150)));
                    }
                    Decision anew = Decision.of(PROFILE, cycle(cycle.pod()), new Decision.Search(state.start(), state.nominations()), Instant.EPOCH);
                    Decision remembered = Decision.of(PROFILE, cycle,
                            new Decision.Search(state.start(), state.nominations(), state.equivalences().of(PROFILE, cycle)), Instant.EPOCH);

                    assertEquals(told(anew), told(remembered), "step " + step);
                    allowed(anew, cycle);
                    state.looked(anew.nodes().size());
                    state.nominate(cycle.pod(), Optional.empty());
                    anew.node().ifPresent(node -> {
                        state.take(cycle, node);
                        placed.add(cycle.pod().uid());
                        asked.put(cycle.pod().uid(), new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build());
                    });
                    found += anew.node().isPresent() ? 1 : 0;
                }
            }
        }

        assertTrue(found > 100, () -> "most find a node");
    }

    /// A pod that names its nodes is given the choice of those that everybody lets it have.
    private void allowed(Decision decision, Cycle cycle) {
        if (new NodeAffinity().only(cycle).isPresent() && state.nominations().of(cycle.pod().uid()).isEmpty()) {
            Room room = Room.of(PROFILE, cycle(cycle.pod()), state.nominations());
            assertEquals(cycle.nodes().stream().filter(node -> room.refusal(node).isEmpty()).map(NodeState::name).collect(Collectors.toSet()),
                    Set.copyOf(decision.best()));
        }
    }

    /// It is where it was put, with labels that it got there, and maybe asks for something else by now.
    private void seen(String uid, Random random) {
        PodBuilder pod = new PodBuilder(asked.get(uid)).editMetadata().addToLabels("app", random.nextBoolean() ? "web" : "alone").endMetadata();
        state.pod(random.nextInt(3) != 0
                ? pod.build()
                : pod.editSpec().editFirstContainer().withNewResources().addToRequests("cpu", new Quantity("300m")).endResources().endContainer().endSpec()
                        .build());
    }

    /// However many sorts of pods a tenant makes.
    @Test
    void onlyAFewClassesAreKept() {
        state.node(Samples.node("n", "4", "4Gi"));
        for (int cpu = 1; cpu < 100; cpu++) {
            state.equivalences().of(PROFILE, cycle(PodFacts.of(asking(cpu + "m"))));
        }

        assertEquals(EquivalenceCache.MOST_CLASSES, state.equivalences().size());
        state.equivalences().clear();
        assertEquals(0, state.equivalences().size());
    }

    @Test
    void podsOfOneTemplateAreAlikeUntilTheNodesAreOthers() {
        state.node(Samples.node("n", "4", "4Gi"));
        Optional<LocalVerdicts> first = state.equivalences().of(PROFILE, cycle(PodFacts.of(asking("5m"))));

        assertSame(first.orElseThrow(), state.equivalences().of(PROFILE, cycle(PodFacts.of(asking("5m")))).orElseThrow());
        assertNotSame(first.orElseThrow(), state.equivalences().of(PROFILE, cycle(PodFacts.of(asking("6m")))).orElseThrow());
        state.node(Samples.node("another", "4", "4Gi"));
        assertNotSame(first.orElseThrow(), state.equivalences().of(PROFILE, cycle(PodFacts.of(asking("5m")))).orElseThrow());
    }

    private Cycle cycle(PodFacts pod) {
        return new Cycle(pod, state, null);
    }

    private static String told(Decision decision) {
        return decision.node() + " " + decision.prefilter() + " " + decision.rejectors() + " " + decision.scored() + " "
                + decision.nodes().entrySet().stream().map(each -> each.getKey() + ":" + each.getValue().refusedBy() + each.getValue().misfit()
                        + Arrays.toString(each.getValue().scores())).collect(Collectors.joining("\n"));
    }

    private static Node node(String name, Random random) {
        return new NodeBuilder(Samples.node(name, random.nextInt(1, 5) + "", random.nextInt(1, 9) + "Gi"))
                .editMetadata().addToLabels(Map.of("disk", random.nextBoolean() ? "ssd" : "hdd", "kubernetes.io/hostname", name)).endMetadata()
                .editOrNewSpec().withUnschedulable(random.nextInt(10) == 0).endSpec()
                .editOrNewSpec().addAllToTaints(random.nextInt(4) != 0
                        ? List.of()
                        : List.of(new io.fabric8.kubernetes.api.model.Taint(random.nextBoolean() ? "NoSchedule" : "PreferNoSchedule", "team", null, "a")))
                .endSpec()
                .editStatus().withImages(image("web:1", random), image("web:2", random)).endStatus().build();
    }

    /// Of some size, on some of the nodes.
    private static ContainerImage image(String name, Random random) {
        return new ContainerImage(random.nextInt(3) == 0 ? List.of(name) : List.of(), random.nextInt(100, 3000) * 1_000_000L);
    }

    private Pod asking(String cpu) {
        return new PodBuilder(named()).editSpec().editFirstContainer().withNewResources().addToRequests("cpu", new Quantity(cpu)).endResources().endContainer()
                .endSpec().build();
    }

    private Pod named() {
        String name = "p" + pods++;
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).endMetadata().build();
    }

    /// One of a few sorts; some of them are looked at beside other nodes too.
    private Pod pod(Random random) {
        PodBuilder pod = new PodBuilder(asking(50 * random.nextInt(1, 4) + "m"));
        switch (random.nextInt(KINDS)) {
            case 0 -> pod.editSpec().addToNodeSelector("disk", "ssd").endSpec();
            case 1 -> pod.editSpec().addNewToleration().withKey("team").withOperator("Exists").endToleration().endSpec();
            case 2 -> pod.editSpec().editFirstContainer().addNewPort().withContainerPort(80).withHostPort(8000 + random.nextInt(2)).endPort().endContainer()
                    .endSpec();
            case 3 -> pod.editSpec().withNewAffinity().withNewPodAntiAffinity().addNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .withTopologyKey("kubernetes.io/hostname").withNewLabelSelector().addToMatchLabels("app", "alone").endLabelSelector()
                    .endRequiredDuringSchedulingIgnoredDuringExecution().endPodAntiAffinity().endAffinity().endSpec()
                    .editMetadata().addToLabels("app", "alone").endMetadata();
            case 4 -> pod.editSpec().withNewAffinity().withNewNodeAffinity().addNewPreferredDuringSchedulingIgnoredDuringExecution().withWeight(5)
                    .withNewPreference().addNewMatchExpression().withKey("disk").withOperator("In").withValues("hdd").endMatchExpression().endPreference()
                    .endPreferredDuringSchedulingIgnoredDuringExecution().endNodeAffinity().endAffinity().endSpec();
            case 5 -> pod.editMetadata().addNewOwnerReference().withApiVersion("apps/v1").withKind("ReplicaSet").withName("r").withUid("r-1")
                    .withController(true).endOwnerReference().endMetadata();
            case 6 -> pod.editSpec().addNewTopologySpreadConstraint().withMaxSkew(1).withTopologyKey("disk").withWhenUnsatisfiable("DoNotSchedule")
                    .withNewLabelSelector().addToMatchLabels("app", "web").endLabelSelector().endTopologySpreadConstraint().endSpec();
            case 7 -> pod.editSpec().withPriority(random.nextInt(3)).endSpec();
            case 8 -> pod.editSpec().editFirstContainer().withImage("web:1").endContainer().endSpec();
            case 10 -> pod.editSpec().withNewAffinity().withNewNodeAffinity().withNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .addNewNodeSelectorTerm().addNewMatchField().withKey("metadata.name").withOperator("In")
                    .withValues("n" + random.nextInt(150), "n" + random.nextInt(150)).endMatchField().endNodeSelectorTerm()
                    .addNewNodeSelectorTerm().addNewMatchExpression().withKey("disk").withOperator("In").withValues("ssd").endMatchExpression()
                    .addNewMatchField().withKey("metadata.name").withOperator("In").withValues("n" + random.nextInt(150)).endMatchField().endNodeSelectorTerm()
                    .endRequiredDuringSchedulingIgnoredDuringExecution().endNodeAffinity().endAffinity().endSpec();
            case 9 -> pod.editSpec().editFirstContainer().withImage("web:2").endContainer().endSpec();
            default -> {
            }
        }
        return pod.build();
    }
}
