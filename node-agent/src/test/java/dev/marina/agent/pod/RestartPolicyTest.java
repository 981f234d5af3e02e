package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    /// @param own of the container, as fields of YAML
    private static Pod pod(String policy, String own) {
        return Pods.pod("""
                restartPolicy: %s
                containers:
                - {name: main, image: "marina/busybox:1"%s}
                """.formatted(policy, own.isEmpty() ? "" : ", " + own));
    }

    private static Container main(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    @Test
    void rulesOfAContainerGoBeforeItsPolicyAndThatBeforeThePods() {
        String again = "restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42, 43]}}]";
        String unless = "restartPolicy: OnFailure, restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [0, 3]}}]";
        String all = "restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [0, 88]}}]";
        record Row(String pod, String own, int exitCode, boolean again) {}
        for (Row row : List.of(
                new Row("Never", "restartPolicy: Always", 0, true), new Row("Never", "restartPolicy: OnFailure", 0, false),
                new Row("Never", "restartPolicy: OnFailure", 1, true), new Row("Always", "restartPolicy: Never", 1, false),
                new Row("Always", "restartPolicy: OnFailure", 0, false), new Row("OnFailure", "", 1, true),
                new Row("Always", again, 1, false), new Row("Always", again, 42, true), new Row("Always", again, 43, true),
                new Row("Never", unless, 3, true), new Row("Never", unless, 0, false), new Row("Never", unless, 4, true),
                new Row("Never", all, 88, true), new Row("Never", all, 0, true), new Row("Never", all, 87, false))) {
            Pod pod = pod(row.pod, row.own);

            assertEquals(row.again, RestartPolicy.restarts(pod, main(pod), ContainerKind.MAIN, row.exitCode), row.toString());
        }
    }

    @Test
    void initContainerThatSucceededIsThroughWhateverItsRulesSay() {
        Pod pod = pod("Always", "restartPolicy: Always, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [0]}}]");

        assertFalse(RestartPolicy.restarts(pod, main(pod), ContainerKind.INIT, 0));
        assertTrue(RestartPolicy.restarts(pod, main(pod), ContainerKind.INIT, 1));
    }

    @Test
    void theFirstRuleThatKnowsTheCodeDecides() {
        Pod pod = pod("Always", """
                restartPolicy: Never, restartPolicyRules: [\
                {action: Restart, exitCodes: {operator: In, values: [5]}}, \
                {action: RestartAllContainers, exitCodes: {operator: In, values: [5, 6]}}]""");

        assertFalse(RestartPolicy.restartsAll(pod, main(pod), Pods.exited(pod, "main", ContainerKind.MAIN, 5)));
        assertTrue(RestartPolicy.restartsAll(pod, main(pod), Pods.exited(pod, "main", ContainerKind.MAIN, 6)));
        assertFalse(RestartPolicy.restartsAll(pod, main(pod), Pods.running(pod, "main", ContainerKind.MAIN)));
    }
}
