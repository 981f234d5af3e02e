package dev.marina.agent.node;

import dev.marina.net.BackendState;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a Node's annotations say of how it carries packets to other nodes: the back end as flannel's `backend-type`, routes as `ip route` and sessions as
/// `calicoctl node status` write them.
final class BackendNotes {

    static final String BACKEND = "network.marina.dev/backend-type";
    static final String ROUTES = "network.marina.dev/routes";
    static final String SESSIONS = "network.marina.dev/bgp-sessions";
    /// A Node is read often, and one of hundreds has a route to each of the others.
    private static final int MOST = 64;

    private BackendNotes() {}

    /// Null for what is to be taken away.
    static Map<String, String> of(BackendState state) {
        Map<String, String> notes = new TreeMap<>();
        notes.put(BACKEND, state.runs().setting());
        notes.put(ROUTES, lines(state.routes()));
        notes.put(SESSIONS, lines(state.sessions().stream().map(session -> "%s | %s | %s".formatted(session.address(), session.kind(), session.state()))
                .toList()));
        return notes;
    }

    private static String lines(List<String> all) {
        String more = all.size() > MOST ? "and %d more".formatted(all.size() - MOST) : "";
        return all.isEmpty()
                ? null
                : Stream.concat(all.stream().limit(MOST), Stream.of(more).filter(text -> !text.isEmpty())).collect(Collectors.joining("\n"));
    }

    /// What of these the Node does not say.
    static Map<String, String> missing(Node present, Map<String, String> notes) {
        Map<String, String> said = Optional.ofNullable(present.getMetadata().getAnnotations()).orElse(Map.of());
        Map<String, String> missing = new TreeMap<>();
        notes.forEach((key, value) -> {
            if (value == null ? said.containsKey(key) : !value.equals(said.get(key))) {
                missing.put(key, value);
            }
        });
        return missing;
    }
}
