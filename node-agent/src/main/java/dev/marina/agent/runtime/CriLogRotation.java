package dev.marina.agent.runtime;

import dev.marina.agent.pace.Rounds;
import dev.marina.cri.v1.Container;
import dev.marina.cri.v1.ContainerState;
import dev.marina.cri.v1.ReopenContainerLogRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts logs aside that have grown too long, as kubelet's container log manager does: by renaming the file, after which the runtime is asked to
/// open another one. One that was put aside before goes.
final class CriLogRotation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CriLogRotation.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /// As containers of an engine have it: kubelet's containerLogMaxSize.
    static final long MOST_BYTES = 10L << 20;

    private final CriClient client;
    private final CriStates states;
    private final Rounds rounds = new Rounds(INTERVAL, this::look, failure -> LOG.atDebug().setCause(failure).log("logs not looked at"));

    CriLogRotation(CriClient client, CriStates states) {
        this.client = client;
        this.states = states;
    }

    CriLogRotation start() {
        rounds.start("cri logs");
        return this;
    }

    void look() {
        for (Container container : states.containers(Map.of())) {
            if (container.getState() == ContainerState.CONTAINER_RUNNING) {
                states.status(container).map(status -> Path.of(status.getLogPath()))
                        .filter(log -> Files.exists(log) && log.toFile().length() > MOST_BYTES).ifPresent(log -> rotate(container.getId(), log));
            }
        }
    }

    void rotate(String container, Path log) {
        Path aside = CriLogs.putAside(log);
        try {
            Files.move(log, aside, StandardCopyOption.ATOMIC_MOVE);
            try {
                CriClient.call(() -> client.runtime().reopenContainerLog(ReopenContainerLogRequest.newBuilder().setContainerId(container).build()));
            } catch (RuntimeFailure failure) {
                // It still writes to the file that it has open, which is to be found under its name.
                if (!Files.exists(log)) {
                    Files.move(aside, log, StandardCopyOption.ATOMIC_MOVE);
                }
                throw failure;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot put aside the log of container " + container, failure);
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
