package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.RuntimeFailure;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// A container's last words: what it wrote to its termination message file, or the end of its log if it asks for that.
final class TerminationMessages {

    private static final int FILE_BYTES = 4096;
    private static final int LOG_BYTES = 2048;
    private static final int LOG_LINES = 80;

    private final ContainerStreams streams;

    TerminationMessages(ContainerStreams streams) {
        this.streams = streams;
    }

    String of(Pod pod, ContainerState ended) {
        String written = file(Path.of(ended.terminationMessageHostPath()));
        boolean fallBack = PodContainers.find(pod, ended.name()).filter(c -> "FallbackToLogsOnError".equals(c.getTerminationMessagePolicy())).isPresent();
        return written.isEmpty() && fallBack && ended.exitCode() != 0 ? log(ended) : written;
    }

    private static String file(Path path) {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return "";
            }
            try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                return new String(in.readNBytes(FILE_BYTES), StandardCharsets.UTF_8);
            }
        } catch (IOException _) {
            return "";
        }
    }

    private String log(ContainerState ended) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            streams.logs(ended.id(), new ContainerStreams.LogOptions(false, false, LOG_LINES, Optional.empty()), all, all);
        } catch (RuntimeFailure _) {
            return "";
        }
        byte[] bytes = all.toByteArray();
        int start = Math.max(0, bytes.length - LOG_BYTES);
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }
}
