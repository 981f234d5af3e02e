package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.application.ApplicationStatusPlan.Present;
import dev.marina.controllers.application.ApplicationStatusPlan.Seen;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationStatusPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Application SHOP = Applications.of("shop", "{'image':'shop:2','port':80,'replicas':2}");

    private static Deployment deployment(int wanted, int updated, int available) {
        return new DeploymentBuilder(Samples.deployment("shop", wanted)).withNewStatus().withObservedGeneration(1L).withReplicas(wanted)
                .withUpdatedReplicas(updated).withReadyReplicas(available).withAvailableReplicas(available).endStatus().build();
    }

    private static Pod ready(String name) {
        return Samples.running(Samples.pod(name), "n1", NOW);
    }

    private static Pod waiting(String reason) {
        return new PodBuilder(Samples.pod("shop-x")).editStatus().addNewContainerStatus().withName("shop")
                .withNewState().withNewWaiting("no such image", reason).endState().endContainerStatus().endStatus().build();
    }

    private static Ingress entered() {
        return new IngressBuilder().withNewMetadata().withName("shop").endMetadata().withNewStatus().withNewLoadBalancer().addNewIngress().withIp("100.64.0.7")
                .endIngress().endLoadBalancer().endStatus().build();
    }

    private static Seen seen(Deployment deployment, List<Pod> pods, Finding... findings) {
        return new Seen(Optional.of(deployment), Optional.empty(), pods, Optional.of(entered()), List.of(findings), Optional.of("https://shop.example"),
                Optional.of(present(1)), List.of(1L, 2L));
    }

    private static Present present(long number) {
        return new Present(number, RevisionPlan.said(SHOP.getSpec(), "shop:2"), Optional.of("ann@acme.example"));
    }

    private static Application.Status of(Seen seen) {
        return ApplicationStatusPlan.of(SHOP, seen, NOW);
    }

    private static String condition(Application.Status status, String type) {
        return status.conditions().stream().filter(condition -> condition.getType().equals(type)).map(Condition::getStatus).findFirst().orElseThrow();
    }

    @Test
    void whatIsReadyIsAvailableUnderItsAddressWithTheImageThatRuns() {
        Application.Status status = of(seen(deployment(2, 2, 2), List.of(ready("a"), ready("b"))));

        assertEquals(Application.AVAILABLE, status.phase());
        assertEquals("2 of 2 replicas are ready", status.message());
        assertEquals("https://shop.example", status.url());
        assertEquals("web:1", status.image(), "what its pods run, not what was asked for");
        assertEquals("True", condition(status, "Available"));
        assertEquals("False", condition(status, "Degraded"));
        assertEquals("Succeeded", status.revisions().getFirst().outcome());
        assertEquals("ann@acme.example", status.revisions().getFirst().by());
    }

    @Test
    void anAddressThatNobodyAnswersIsNotShown() {
        assertNull(of(seen(deployment(2, 2, 0), List.of())).url(), "no pod is ready");
        Seen closed = new Seen(Optional.of(deployment(2, 2, 2)), Optional.empty(), List.of(ready("a")), Optional.empty(), List.of(),
                Optional.of("https://shop.example"), Optional.of(present(1)), List.of());
        assertNull(of(closed).url(), "the entrance does not answer yet");
    }

    @Test
    void aPodThatCannotStartSaysWhyAndTheOldOnesGoOn() {
        Application.Status status = of(seen(deployment(2, 1, 1), List.of(ready("a"), waiting("ImagePullBackOff"))));

        assertEquals(Application.DEGRADED, status.phase());
        assertEquals("Pod shop-x is in ImagePullBackOff: no such image", status.message());
        assertEquals("True", condition(status, "Available"));
        assertEquals("Failed", status.revisions().getFirst().outcome());
    }

    @Test
    void aContainerThatIsBeingMadeIsNoTrouble() {
        assertEquals(Application.PROGRESSING, of(seen(deployment(2, 1, 0), List.of(waiting("ContainerCreating")))).phase());
    }

    @Test
    void aTakenNameIsToldWhateverRuns() {
        Application.Status status = of(seen(deployment(2, 2, 2), List.of(ready("a")), new Finding(Finding.TAKEN, "Service shop is …")));

        assertEquals(Application.DEGRADED, status.phase());
        assertEquals("Service shop is …", status.message());
    }

    @Test
    void whatSomebodyHasWantedSoIsToldAndNoTrouble() {
        Application.Status status = of(seen(deployment(2, 2, 2), List.of(ready("a")), new Finding(Finding.SET_BY_OTHERS, "Deployment shop says …")));

        assertEquals(Application.AVAILABLE, status.phase());
        assertEquals("True", condition(status, "Overridden"));
    }

    @Test
    void whoWaitsForABuildSaysForWhich() {
        Application building = Applications.of("shop", "{'build':{'name':'from-git'}}");

        Application.Status status = ApplicationStatusPlan.of(building, new Seen(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(),
                Optional.empty(), Optional.empty(), List.of()), NOW);

        assertEquals(Application.WAITING, status.phase());
        assertEquals("Build from-git has no image yet", status.message());
    }

    @Test
    void revisionsKeepWhatWasKnownOfThemAndTheNewestIsFirst() {
        SHOP.setStatus(of(seen(deployment(2, 1, 1), List.of(ready("a")))));
        Seen next = new Seen(Optional.of(deployment(2, 2, 2)), Optional.empty(), List.of(ready("a")), Optional.empty(), List.of(), Optional.empty(),
                Optional.of(new Present(2, RevisionPlan.said(SHOP.getSpec(), "shop:3"), Optional.empty())), List.of(1L, 2L));

        Application.Status status = ApplicationStatusPlan.of(SHOP, next, NOW.plusSeconds(60));

        assertEquals(List.of(2L, 1L), status.revisions().stream().map(Application.Revision::revision).toList());
        assertEquals("Replaced", status.revisions().getLast().outcome());
        assertEquals("ann@acme.example", status.revisions().getLast().by());
        assertNull(status.revisions().getFirst().by());
        assertTrue(status.revisions().getFirst().at().endsWith("10:01:00Z"));
        SHOP.setStatus(null);
    }
}
