package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import dev.marina.scheduler.plugin.NodeResourcesFit;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whom a more important pod displaces.
class PreemptionTest {

    private static final Profile PROFILE = Profile.of(List.of(new NodeResourcesFit()));

    private final ClusterState state = new ClusterState();
    private final Decision.Search search = new Decision.Search(0, state.nominations());

    @Test
    void theNodeWhereNoBudgetIsBrokenIsChosenThoughItsVictimsAreMoreImportant() {
        node("n1");
        node("n2");
        on("n1", "guarded", "2", 10, Map.of("app", "guarded"), "10:00");
        on("n2", "free", "2", 20, Map.of("app", "free"), "10:00");

        Preemption.Choice choice = choice("2", budget("guarded", 0));

        assertEquals(List.of("n2", List.of("free"), 0L), List.of(choice.node(), names(choice), choice.violations()));
    }

    @Test
    void onOneNodeThePodOfABudgetComesBackFirst() {
        node("n1");
        on("n1", "guarded", "1", 10, Map.of("app", "guarded"), "10:00");
        on("n1", "free", "1", 20, Map.of("app", "free"), "10:00");

        assertEquals(List.of("free"), names(choice("1", budget("guarded", 0))));
        assertEquals(List.of("guarded"), names(choice("1", budget("guarded", 1))));
    }

    @Test
    void ofPodsOfOneBudgetAsManyGoAsItAllows() {
        List<PodFacts> pods = List.of(facts("a"), facts("b"), facts("c"));
        PodDisruptionBudget one = budget("guarded", 1);

        assertEquals(Set.of("uid-b", "uid-c"), BudgetedPods.violating(pods, List.of(one)));
        assertEquals(Set.of("uid-c"), BudgetedPods.violating(pods, List.of(new PodDisruptionBudgetBuilder(one).editStatus()
                .withDisruptedPods(Map.of("a", "2026-01-01T00:00:00Z")).endStatus().build())));
        assertEquals(Set.of(), BudgetedPods.violating(pods,
                List.of(new PodDisruptionBudgetBuilder(one).editSpec().withNewSelector().endSelector().endSpec().build())));
    }

    @Test
    void withAllElseEqualThoseThatStartedLastGo() {
        node("n1");
        node("n2");
        on("n1", "old", "2", 10, Map.of(), "09:00");
        on("n2", "young", "2", 10, Map.of(), "11:00");

        assertEquals("n2", choice("2").node());
    }

    @Test
    void roomIsLeftToThoseForWhomItWasMade() {
        node("n1");
        state.nominations().put(PodFacts.of(pod("important", "2", 500, Map.of(), "10:00")), "n1");

        assertEquals(Optional.empty(), decision("1", 400).node(), "a less important pod does not get it");
        assertEquals(Optional.of("n1"), decision("1", 1000).node(), "a more important one does");
    }

    @Test
    void aPodGoesWhereRoomWasMadeForItThoughAnotherNodeIsBetter() {
        node("n1");
        node("n2");
        on("n2", "there", "1", 0, Map.of(), "10:00");
        state.nominations().put(facts("urgent"), "n2");

        assertEquals(Optional.of("n2"), decision("1", 1000).node());
    }

    @Test
    void thePodOfANominationMayKeepOthersAway() {
        node("n1");
        Pod alone = new PodBuilder(pod("alone", "1", 500, Map.of("app", "web"), "10:00")).editSpec().withNewAffinity().withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution().withTopologyKey("kubernetes.io/hostname").withNewLabelSelector().endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution().endPodAntiAffinity().endAffinity().endSpec().build();
        state.nominations().put(PodFacts.of(alone), "n1");

        Decision decision = decision(Profile.standard(), "100m", 400);

        assertEquals(Set.of("InterPodAffinity"), decision.rejectors());
    }

    @Test
    void whoWaitsForAVictimToEndPreemptsNobodyElse() {
        node("n1");
        node("n2");
        state.pod(new PodBuilder(pod("ending", "2", 10, Map.of(), "10:00")).editMetadata().withDeletionTimestamp("2026-01-01T11:00:00Z").endMetadata()
                .editSpec().withNodeName("n1").endSpec().build());
        on("n2", "running", "2", 10, Map.of(), "10:00");
        state.nominations().put(PodFacts.of(pod("urgent", "2", 1000, Map.of(), "12:00")), "n1");

        Preemption preemption = preemption("2");

        assertEquals(Optional.empty(), preemption.choice());
        assertEquals("not eligible due to a terminating pod on the nominated node", preemption.notEligible());
    }

    /// Or both would wait for one place, and nobody get it.
    @Test
    void aSecondPodHasRoomMadeOfItsOwn() {
        node("n1");
        state.pod(new PodBuilder(pod("ending", "1", 10, Map.of(), "11:00")).editMetadata().withDeletionTimestamp("2026-01-01T12:00:00Z").endMetadata()
                .editSpec().withNodeName("n1").endSpec().build());
        on("n1", "running", "1", 10, Map.of(), "10:00");
        state.nominations().put(PodFacts.of(pod("first", "1", 1000, Map.of(), "12:00")), "n1");

        assertEquals(Set.of("ending", "running"), Set.copyOf(names(preemption("1").choice().orElseThrow())));
    }

    @Test
    void ofManyNodesOnlySomeAreTriedOut() {
        for (int i = 0; i < 300; i++) {
            node("n" + i);
            on("n" + i, "there-" + i, "2", i < 200 ? 20 : 10, Map.of(), "10:00");
        }

        assertEquals(20, preemption("2").choice().orElseThrow().victims().getFirst().priority(), "the cheapest is behind the first hundred");
    }

    private Preemption preemption(String cpu, PodDisruptionBudget... budgets) {
        Cycle cycle = new Cycle(PodFacts.of(pod("urgent", cpu, 1000, Map.of(), "12:00")), state, null);
        return Preemption.of(PROFILE, cycle, Decision.of(PROFILE, cycle, search, Instant.EPOCH), search, List.of(budgets));
    }

    private Decision decision(String cpu, int priority) {
        return decision(PROFILE, cpu, priority);
    }

    private Decision decision(Profile profile, String cpu, int priority) {
        Cycle cycle = new Cycle(PodFacts.of(pod("urgent", cpu, priority, Map.of(), "12:00")), state, null);
        return Decision.of(profile, cycle, search, Instant.EPOCH);
    }

    private Preemption.Choice choice(String cpu, PodDisruptionBudget... budgets) {
        return preemption(cpu, budgets).choice().orElseThrow();
    }

    private static List<String> names(Preemption.Choice choice) {
        return choice.victims().stream().map(PodFacts::name).toList();
    }

    private void node(String name) {
        state.node(Samples.node(name, "2", "4Gi"));
    }

    private void on(String node, String name, String cpu, int priority, Map<String, String> labels, String since) {
        state.pod(new PodBuilder(pod(name, cpu, priority, labels, since)).editSpec().withNodeName(node).endSpec().build());
    }

    private static PodFacts facts(String name) {
        return PodFacts.of(pod(name, "1", 0, Map.of("app", "guarded"), "10:00"));
    }

    private static Pod pod(String name, String cpu, int priority, Map<String, String> labels, String since) {
        return new PodBuilder(Samples.pod(name)).editMetadata().withUid("uid-" + name).withLabels(labels).withCreationTimestamp("2026-01-01T" + since + ":00Z")
                .endMetadata()
                .editSpec().withPriority(priority).editFirstContainer().withNewResources().withRequests(Map.of("cpu", new Quantity(cpu))).endResources()
                .endContainer().endSpec().build();
    }

    private static PodDisruptionBudget budget(String app, int allowed) {
        return new PodDisruptionBudgetBuilder().withNewMetadata().withName(app).withNamespace("default").endMetadata()
                .withNewSpec().withNewSelector().withMatchLabels(Map.of("app", app)).endSelector().endSpec()
                .withNewStatus().withDisruptionsAllowed(allowed).endStatus().build();
    }
}
