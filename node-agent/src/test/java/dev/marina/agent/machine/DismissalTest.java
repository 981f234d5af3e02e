package dev.marina.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Machine;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DismissalTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Dismissal.LONG_ENOUGH);
    private static final Throwable LEFT_OUT = answer(401, Machine.LEFT_OUT);

    private static KubernetesClientException answer(int code, String cause) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage("said by the test").withNewDetails().addNewCause().withReason(cause).endCause().endDetails()
                        .build());
    }

    @Test
    void whatIsSaidForAWhileIsMeant() {
        Dismissal first = Dismissal.NONE.after(LEFT_OUT, NOW);

        assertFalse(first.certain());
        assertFalse(first.after(LEFT_OUT, LATER.minus(Duration.ofMillis(1))).certain());
        assertTrue(first.after(LEFT_OUT, LATER).certain());
        assertTrue(first.after(LEFT_OUT, LATER).after(LEFT_OUT, LATER).certain());
    }

    /// An installation that is away takes nothing back, and has not said either that it did not mean it.
    @Test
    void whoDoesNotAnswerSaysNothing() {
        Throwable nobody = new KubernetesClientException("no answer", new IOException("connection refused"));

        assertEquals(Dismissal.NONE, Dismissal.NONE.after(nobody, NOW));
        assertEquals(Dismissal.NONE, Dismissal.NONE.after(new IllegalStateException("the agent's own"), NOW));
        assertTrue(Dismissal.NONE.after(LEFT_OUT, NOW).after(nobody, NOW).after(LEFT_OUT, LATER).certain());
    }

    /// A certificate that is not known for any other reason, a server that is in trouble, somebody's proxy before it.
    @Test
    void anyOtherAnswerIsNone() {
        Dismissal first = Dismissal.NONE.after(LEFT_OUT, NOW);

        assertEquals(Dismissal.NONE, first.after(answer(401, "Unauthorized"), LATER));
        assertEquals(Dismissal.NONE, first.after(answer(403, Machine.LEFT_OUT), LATER));
        assertEquals(Dismissal.NONE, first.after(answer(503, ""), LATER));
        assertEquals(Dismissal.NONE, first.after(new KubernetesClientException(new StatusBuilder().withCode(401).build()), LATER));
    }
}
