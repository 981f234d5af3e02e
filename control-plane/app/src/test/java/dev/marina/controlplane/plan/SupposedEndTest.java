package dev.marina.controlplane.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupposedEndTest {

    private static Container container(String name, String policy) {
        return new ContainerBuilder().withName(name).withImage("i").withRestartPolicy(policy).build();
    }

    private static Container container(String name, String action, int... codes) {
        return new ContainerBuilder(container(name, "Never")).addNewRestartPolicyRule().withAction(action).withNewExitCodes().withOperator("In")
                .withValues(java.util.Arrays.stream(codes).boxed().toList()).endExitCodes().endRestartPolicyRule().build();
    }

    private static Pod pod(String policy, Container... containers) {
        return new PodBuilder().withNewMetadata().withName("p").endMetadata().withNewSpec().withRestartPolicy(policy).withContainers(containers).endSpec()
                .build();
    }

    private static String told(Pod pod, int exitCode) {
        SupposedEnd end = SupposedEnd.of(pod, exitCode);
        return end.phase() + " " + pod.getSpec().getContainers().stream().filter(end::stays).map(Container::getName).collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({"Always, 0, 'Running '", "Always, 1, 'Running '", "OnFailure, 0, Succeeded c", "OnFailure, 1, 'Running '", "Never, 0, Succeeded c",
            "Never, 1, Failed c"})
    void thePodsPolicyDecidesWhereItsContainersSayNothing(String policy, int exitCode, String told) {
        assertEquals(told, told(pod(policy, container("c", (String) null)), exitCode));
    }

    @Test
    void aContainersOwnPolicyGoesBeforeAndThePodGoesOnWithTheOthers() {
        Pod pod = pod("Always", container("task", "Never"), container("server", (String) null));

        assertEquals("Running task", told(pod, 0));
        assertEquals("Running task", told(pod, 1));
        assertEquals("Failed task", told(pod("Always", container("task", "Never")), 1));
    }

    @Test
    void aRuleThatKnowsTheCodeGoesBeforeThePolicy() {
        Pod pod = pod("Never", container("c", "Restart", 1, 2));

        assertEquals(List.of("Succeeded c", "Running ", "Failed c"), List.of(told(pod, 0), told(pod, 1), told(pod, 3)));
    }

    @Test
    void noContainerStaysWhereOneHasAllOfThemBeginAnew() {
        Pod pod = pod("Never", container("task", "Never"), container("watcher", "RestartAllContainers", 1));

        assertEquals("Running ", told(pod, 1));
        assertEquals("Succeeded task,watcher", told(pod, 0));
    }
}
