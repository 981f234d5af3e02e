package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

class ShellStepTest {

    private static JsonNode pod(String status) throws Exception {
        return new ObjectMapper().readTree("{\"metadata\":{\"uid\":\"u1\"},\"status\":%s}".formatted(status));
    }

    @Test
    void aShellIsMadeUsedOrWaitedFor() throws Exception {
        assertEquals(new ShellStep.Make(), ShellStep.of(MissingNode.getInstance()));
        assertEquals(new ShellStep.Use(), ShellStep.of(pod("{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{}}}]}")));
        assertEquals(new ShellStep.Wait("ContainerCreating"),
                ShellStep.of(pod("{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}}}]}")));
    }

    @Test
    void onePodThatHasEndedMakesRoomForTheNext() throws Exception {
        assertEquals(new ShellStep.Remove("u1"), ShellStep.of(pod("{\"phase\":\"Failed\",\"reason\":\"DeadlineExceeded\"}")));
    }

    @Test
    void whyItIsNowhereIsSaid() throws Exception {
        assertEquals(new ShellStep.Wait("Unschedulable: 0/2 nodes are available"), ShellStep.of(pod(
                "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\",\"message\":\"0/2 nodes are available\"}]}")));
    }
}
