package dev.marina.console.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Follows a container's log from its last lines on, also through restarts of the container, until closed. One virtual thread
/// each; lines go into a [LineBuffer].
final class LogFollower implements AutoCloseable {

    private static final int TAIL = 1000;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final String container;
    private final LineBuffer lines;
    private volatile boolean closed;
    private volatile LogWatch watch;
    private final Thread thread;

    LogFollower(KubernetesClient client, String namespace, String pod, String container, LineBuffer lines) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.container = container;
        this.lines = lines;
        this.thread = Thread.ofVirtual().name("log-" + pod).start(this::follow);
    }

    private void follow() {
        String followed = "";
        while (!closed) {
            try {
                String running = containerId();
                if (!running.isEmpty() && !running.equals(followed)) {
                    followed = running;
                    readToEnd();
                }
                Thread.sleep(RETRY);
            } catch (KubernetesClientException e) {
                lines.note(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
                followed = "";
                pause();
            } catch (IOException e) {
                // The stream broke: the log goes on where a new one begins.
                followed = "";
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                lines.note(String.valueOf(e.getMessage()));
                followed = "";
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException _) {
            closed = true;
        }
    }

    /// Empty while the container has not started; another one after each restart.
    private String containerId() {
        Pod now = client.pods().inNamespace(namespace).withName(pod).get();
        if (now == null || now.getStatus() == null) {
            return "";
        }
        return java.util.stream.Stream.concat(now.getStatus().getContainerStatuses().stream(), now.getStatus().getInitContainerStatuses().stream())
                .filter(status -> status.getName().equals(container) && status.getContainerID() != null && !status.getContainerID().isEmpty())
                .map(status -> status.getContainerID() + "#" + status.getRestartCount()).findFirst().orElse("");
    }

    private void readToEnd() throws IOException {
        try (LogWatch opened = client.pods().inNamespace(namespace).withName(pod).inContainer(container).tailingLines(TAIL).watchLog();
                BufferedReader reader = new BufferedReader(new InputStreamReader(opened.getOutput(), StandardCharsets.UTF_8))) {
            watch = opened;
            for (String line = reader.readLine(); line != null && !closed; line = reader.readLine()) {
                lines.add(line);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        thread.interrupt();
    }
}
