package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.Sample;
import io.fabric8.kubernetes.api.model.Pod;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSummaryTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
            "just created            | {phase: Pending}                                                                     | Pending           | 0/2 | 0 | BUSY",
            "pulling                 | {phase: Pending, containerStatuses: [{name: a, state: {waiting: {reason: ContainerCreating}}}]} | ContainerCreating | 0/2 | 0 | BUSY",
            "no image                | {phase: Pending, containerStatuses: [{name: a, state: {waiting: {reason: ImagePullBackOff}}}]} | ImagePullBackOff | 0/2 | 0 | BAD",
            "half ready              | {phase: Running, containerStatuses: [{name: a, ready: true, state: {running: {}}}, {name: b, ready: false, state: {running: {}}}]} | Running | 1/2 | 0 | BUSY",
            "ready                   | {phase: Running, containerStatuses: [{name: a, ready: true, restartCount: 2, state: {running: {}}}, {name: b, ready: true, restartCount: 1, state: {running: {}}}]} | Running | 2/2 | 3 | GOOD",
            "crashing                | {phase: Running, containerStatuses: [{name: a, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}}]} | CrashLoopBackOff | 0/2 | 4 | BAD",
            "finished                | {phase: Succeeded, containerStatuses: [{name: a, state: {terminated: {exitCode: 0, reason: Completed}}}]} | Completed | 0/2 | 0 | QUIET",
            "ended without a reason  | {phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 3}}}]} | ExitCode:3 | 0/2 | 0 | BAD",
            "first init container    | {phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}}]} | Init:0/1 | 0/2 | 0 | BUSY",
            "init container crashing | {phase: Pending, initContainerStatuses: [{name: i, state: {waiting: {reason: CrashLoopBackOff}}}]} | Init:CrashLoopBackOff | 0/2 | 0 | BAD",
            "init container done     | {phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}]} | Pending | 0/2 | 0 | BUSY",
            "evicted                 | {phase: Failed, reason: Evicted} | Evicted | 0/2 | 0 | BAD"})
    void isSummarisedAsKubectlDoes(String name, String status, String text, String ready, int restarts, Tone tone) {
        PodSummary summary = PodSummary.of(pod("", status));

        assertEquals(text, summary.status());
        assertEquals(ready, summary.readyText());
        assertEquals(restarts, summary.restarts());
        assertEquals(tone, summary.tone());
    }

    @org.junit.jupiter.api.Test
    void aPodMarkedForDeletionIsTerminatingWhateverItsContainersDo() {
        assertEquals("Terminating", PodSummary.of(pod("deletionTimestamp: '2026-01-01T00:00:00Z',", "{phase: Running}")).status());
    }

    private static Pod pod(String metadata, String status) {
        return Sample.of("""
                {apiVersion: v1, kind: Pod, metadata: {%s name: p}, spec: {initContainers: [{name: i}], containers: [{name: a}, {name: b}]}, status: %s}
                """.formatted(metadata, status), Pod.class);
    }
}
