package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a pretended node says of a pod, by its manifest alone.
class LabPodStatusTest {

    private static Pod pod(String spec) {
        return Serialization.unmarshal("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: %s\nstatus: {phase: Pending}\n".formatted(spec), Pod.class);
    }

    private static String words(Pod pod, boolean restart) {
        return status(pod, restart).words();
    }

    private static LabPodStatus status(Pod pod, boolean restart) {
        LabContainers containers = new LabContainers(pod.getSpec(), Map.of("settings", Map.of("COLOR", "red")), Map.of("login", Map.of("word", "x")));
        return LabPodStatus.of(pod, containers, restart, "2026-01-31T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            image: 'marina/busybox:1', command: [sleep, infinity]                                                              | Running[c runs true 0]
            image: 'marina/busybox:2', command: [sleep, infinity]                                                              | Pending[c ErrImagePull false 0]
            image: 'marina/busybox:1', command: [echo, hello]                                                                  | Running[c CrashLoopBackOff false 1]
            image: 'marina/busybox:1', command: [sh, -c, ': ${COLOR:?}; sleep 1'], envFrom: [{configMapRef: {name: settings}}] | Running[c runs true 0]
            image: 'marina/busybox:1', command: [sh, -c, ': ${OTHER:?}; sleep 1'], envFrom: [{configMapRef: {name: settings}}] | Running[c CrashLoopBackOff false 1]
            image: 'marina/busybox:1', command: [sleep, '1'], envFrom: [{secretRef: {name: none}}]                             | Pending[c CreateContainerConfigError false 0]
            image: 'marina/busybox:1', command: [sleep, '1'], securityContext: {runAsNonRoot: true}                            | Pending[c CreateContainerConfigError false 0]
            image: 'marina/busybox:1', command: [httpd, -p, '80'], readinessProbe: {httpGet: {path: /, port: 81}}              | Running[c runs false 0]
            image: 'marina/busybox:1', command: [httpd, -p, '80'], livenessProbe: {httpGet: {path: /none, port: 80}}           | Running[c CrashLoopBackOff false 1]
            """, quoteCharacter = '"')
    void aContainerIsAsItsManifestSays(String container, String expected) {
        assertEquals(expected, words(pod("{restartPolicy: Always, containers: [{name: c, %s}]}".formatted(container)), false));
    }

    @Test
    void thoseThatNeedNotGoOnEnd() {
        String done = "containers: [{name: c, image: 'marina/busybox:1', command: [echo]}]";
        String failing = "containers: [{name: c, image: 'marina/busybox:1', command: [sh, -c, exit 1]}]";
        assertEquals("Succeeded[c ended false 0]", words(pod("{restartPolicy: Never, %s}".formatted(done)), false));
        assertEquals("Failed[c ended false 0]", words(pod("{restartPolicy: Never, %s}".formatted(failing)), false));
        assertEquals("Running[c CrashLoopBackOff false 1]", words(pod("{restartPolicy: OnFailure, %s}".formatted(failing)), false));
    }

    @Test
    void othersWaitForInitContainersAndSidecarsCountForNothing() {
        String work = "containers: [{name: c, image: 'marina/busybox:1', command: [echo]}]";
        assertEquals("Pending[i CrashLoopBackOff false 1, c PodInitializing false 0]",
                words(pod("{restartPolicy: Never, initContainers: [{name: i, image: 'marina/busybox:1', command: [sh, -c, exit 1]}], %s}".formatted(work)),
                        false));
        assertEquals("Succeeded[i runs true 0, c ended false 0]", words(pod(
                "{restartPolicy: Never, initContainers: [{name: i, restartPolicy: Always, image: 'marina/busybox:1', command: [sleep, '1']}], %s}"
                        .formatted(work)),
                false));
    }

    /// Only a restart counts: whoever looks in between changes nothing.
    @Test
    void whatCrashesIsStartedAgainAfterAWhile() {
        Pod pod = pod("{restartPolicy: Always, containers: [{name: c, image: 'marina/busybox:1', command: [echo]}]}");
        LabPodStatus first = status(pod, false);
        assertEquals(true, first.again());
        pod.getStatus().setContainerStatuses(first.main());
        assertEquals("Running[c CrashLoopBackOff false 1]", words(pod, false));
        assertEquals("Running[c CrashLoopBackOff false 2]", words(pod, true));
    }
}
