package dev.marina.agent.probe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ContainerProbesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Probe EVERY_SECOND = new ProbeBuilder().withPeriodSeconds(1).withFailureThreshold(2).withNewTcpSocket().endTcpSocket().build();
    private static final ContainerProbes.Listener SILENT = new ContainerProbes.Listener() {
        @Override
        public void unhealthy(String probe, String message) {
            // the state is looked at
        }

        @Override
        public void warned(String probe, String message) {
            // the state is looked at
        }

        @Override
        public void changed() {
            // as above
        }
    };

    private static ContainerProbes probes(Probe startup, Probe readiness, Probe liveness, Function<Probe, ProbeResult> ask) {
        return new ContainerProbes("main", startup, readiness, liveness, Instant.now(), Optional.empty(), ask, SILENT);
    }

    @Test
    void containerThatKeepsFailingItsLivenessProbeHasFailed() {
        try (ContainerProbes probes = probes(null, null, EVERY_SECOND, _ -> ProbeResult.failure("no"))) {
            Await.until("failure", SOON, probes::failed, Optional::isPresent);
        }
    }

    @Test
    void livenessIsNotAskedOfAPodThatIsToGo() {
        AtomicInteger liveness = new AtomicInteger();
        AtomicInteger readiness = new AtomicInteger();
        try (ContainerProbes probes = probes(null, new ProbeBuilder(EVERY_SECOND).build(), new ProbeBuilder(EVERY_SECOND).withInitialDelaySeconds(2).build(),
                probe -> {
                    (probe.getInitialDelaySeconds() == null ? readiness : liveness).incrementAndGet();
                    return ProbeResult.failure("no");
                })) {
            probes.terminate();

            Await.until("readiness to be asked on", SOON, readiness::get, asked -> asked >= 4);
            assertTrue(probes.failed().isEmpty());
            assertFalse(liveness.get() > 0, "liveness was asked");
        }
    }

    @Test
    void startupProbeHoldsBackReadiness() {
        AtomicInteger asked = new AtomicInteger();
        try (ContainerProbes probes = probes(new ProbeBuilder(EVERY_SECOND).withFailureThreshold(30).build(), null, null,
                _ -> asked.incrementAndGet() < 3 ? ProbeResult.failure("not yet") : ProbeResult.SUCCESS)) {
            assertFalse(probes.ready());
            Await.until("start", SOON, probes::ready, ready -> ready);
        }
    }
}
