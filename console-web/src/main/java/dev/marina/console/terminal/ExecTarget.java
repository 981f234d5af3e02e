package dev.marina.console.terminal;

import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.ExecChannel;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A command in a container.
///
/// @param container "" for the pod's first or default one
public record ExecTarget(ClusterRef cluster, String namespace, String pod, String container, List<String> command) {

    /// A shell, whichever the image has. Who only looks at a container has no terminal type there.
    public static final List<String> SHELL = List.of("sh", "-c",
            "TERM=xterm-256color; export TERM; command -v bash >/dev/null 2>&1 && exec bash -l; exec sh");

    public ExecTarget {
        command = List.copyOf(command);
    }

    /// Below the cluster's API.
    String path() {
        StringBuilder path = new StringBuilder("/api/v1/namespaces/%s/pods/%s/exec?stdin=true&stdout=true&tty=true".formatted(namespace, pod));
        if (!container.isEmpty()) {
            path.append("&container=").append(encoded(container));
        }
        command.forEach(word -> path.append("&command=").append(encoded(word)));
        return path.toString();
    }

    /// Blocks until it runs.
    ///
    /// @throws IOException with the cluster's own words where it refuses
    ExecChannel open(ClusterApi api, ExecChannel.Sink sink) throws IOException {
        try {
            return api.exec(path(), sink);
        } catch (TableSource.Refusal | TableSource.LoginEnded refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
