package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Goals that no object tells, where containers run: what pods use, and what is answered to somebody from outside.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealLabsE2E {

    private Tenant tenant;

    @BeforeAll
    void open(Marina marina) {
        tenant = marina.signUp("real-labs").awaitReady();
    }

    private JsonNode begins(String lab) {
        tenant.kubectlWithInput("""
                {"apiVersion":"learn.marina.dev/v1","kind":"LabRun","metadata":{"name":"%s"},"spec":{"lab":"%s"}}""".formatted(lab, lab), "create", "-f", "-")
                .succeeded();
        return Await.until("the run is graded", Duration.ofMinutes(2), () -> tenant.kubectlJson("get", "labrun", lab),
                run -> run.at("/status/phase").asText().equals("Running")).at("/status/values");
    }

    private JsonNode goal(String lab, String id) {
        return tenant.kubectlJson("get", "labrun", lab).at("/status/goals").valueStream().filter(goal -> goal.path("id").asText().equals(id)).findFirst()
                .orElseThrow();
    }

    private void awaitGoal(String lab, String id, String state) {
        Await.until("the goal " + id + " of " + lab + " is " + state, Duration.ofMinutes(4), () -> goal(lab, id),
                goal -> goal.path("state").asText().equals(state));
    }

    @Test
    void whoComesFromOutsideIsAnsweredOnceThePortLeadsSomewhere() {
        JsonNode values = begins("from-outside");
        String namespace = values.path("namespace").asText();
        String service = values.path("web").asText();
        Await.until("nobody outside is answered", Duration.ofMinutes(1), () -> goal("from-outside", "answered").at("/sees/en").asText(),
                sees -> sees.contains("nobody outside reaches it"));

        String port = "{\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":%s,\"nodePort\":"
                + values.path("outer").asText() + "}]}}";
        tenant.kubectl("-n", namespace, "patch", "service", service, "-p", port.formatted("8081")).succeeded();
        awaitGoal("from-outside", "open", "met");
        Await.until("the port leads nowhere", Duration.ofMinutes(2), () -> goal("from-outside", "answered").at("/sees/en").asText(),
                sees -> sees.contains("does not answer as it should"));
        assertEquals("unmet", goal("from-outside", "answered").path("state").asText());

        tenant.kubectl("-n", namespace, "patch", "service", service, "-p", port.formatted("8080")).succeeded();
        awaitGoal("from-outside", "answered", "met");
        assertTrue(goal("from-outside", "answered").at("/sees/en").asText().contains(values.path("word").asText()));
    }

    @Test
    void whoBurnsAProcessorIsSeenAndHeldBack() {
        JsonNode values = begins("busy-pod");
        // on a busy machine it may get little at first
        Await.until("its use is measured, and too much", Duration.ofMinutes(3), () -> goal("busy-pod", "calm"),
                goal -> goal.at("/sees/en").asText().contains("cpu is used") && goal.path("state").asText().equals("unmet"));

        tenant.kubectl("-n", values.path("namespace").asText(), "set", "resources", "deployment", values.path("helper").asText(),
                "--limits=cpu=" + values.path("most").asText()).succeeded();

        awaitGoal("busy-pod", "calm", "met");
        assertEquals("Passed",
                Await.until("it is passed", Duration.ofMinutes(1), () -> tenant.kubectlJson("get", "labrun", "busy-pod").at("/status/phase").asText(),
                        "Passed"::equals));
    }
}
