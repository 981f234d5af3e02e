package dev.marina.apiserver.aggregation;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What components of this process read from servers of further APIs. A server that did not answer is left alone for a while, so that it
/// takes nobody's time again and again. For any thread.
final class ExtensionReads {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEPT = 10_000;

    private final ExtensionConnections connections;
    private final Clock clock;
    /// Until when; the oldest goes first. Guarded by itself.
    private final Map<ExtensionApi, Silence> silent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ExtensionApi, Silence> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Silence(Instant until, String why) {}

    ExtensionReads(ExtensionConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /// @param user a service account of kube-system
    Document get(ClusterRecord cluster, ExtensionApi api, String user, String path) {
        synchronized (silent) {
            Silence known = silent.get(api);
            if (known != null && clock.instant().isBefore(known.until())) {
                throw StatusException.unavailable(known.why());
            }
            silent.remove(api);
        }
        try {
            return document(new ExtensionQuestion(connections, cluster, api, api.path() + path, account(user)).ask(PATIENCE, MOST_BYTES));
        } catch (IOException e) {
            synchronized (silent) {
                silent.put(api, new Silence(clock.instant().plus(LEFT_ALONE), e.getMessage()));
            }
            throw StatusException.unavailable(e.getMessage());
        }
    }

    private static Document document(ExtensionQuestion.Answer answer) {
        Document document;
        try {
            document = Document.parse(answer.body());
        } catch (Document.MalformedDocument e) {
            throw new StatusException(500, "InternalError", "the server answers %d with something else than JSON".formatted(answer.status()),
                    StatusException.Details.NONE);
        }
        if (answer.status() < 200 || answer.status() >= 300) {
            throw new StatusException(answer.status(), document.text("reason"), document.text("message"), StatusException.Details.NONE);
        }
        return document;
    }

    private static List<HeaderField> account(String user) {
        return List.of(new HeaderField("X-Remote-User", user), new HeaderField("X-Remote-Group", "system:serviceaccounts"),
                new HeaderField("X-Remote-Group", "system:serviceaccounts:kube-system"), new HeaderField("X-Remote-Group", "system:authenticated"));
    }
}
