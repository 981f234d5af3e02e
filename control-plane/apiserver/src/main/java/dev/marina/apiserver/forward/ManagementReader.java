package dev.marina.apiserver.forward;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.ParsedCache;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what requests for any cluster need from the management cluster (members, plans, machines): from this process's
/// memory, or from the process that owns it.
public final class ManagementReader {

    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);
    /// Of a few kilobytes each: as many tenants as ask for something at the same time.
    private static final int KEPT = 1_000;

    private final ClusterStore store;
    private final Forwarder forwarder;
    private final Clock clock;
    /// Every request asks who is a member of its tenant; the answer changes when the object does.
    private final ParsedCache<Document> parsed = new ParsedCache<>(KEPT, Function.identity());
    private volatile X509Certificate identity;

    public ManagementReader(ClusterStore store, Forwarder forwarder, Clock clock) {
        this.store = store;
        this.forwarder = forwarder;
        this.clock = clock;
    }

    /// @return an object that others are given too: to be read only
    public Optional<Document> find(GroupVersionResource resource, String namespace, String name) {
        Optional<ClusterRecord> management = store.find("marina", "management");
        if (management.isEmpty()) {
            return Optional.empty();
        }
        try {
            return store.image(management.get().id()).find(new ObjectKey(management.get().id(), resource.groupResource(), namespace, name))
                    .map(parsed::get);
        } catch (StoreException.NotOwner e) {
            byte[] remote = remote(management.get(), e, path(resource, namespace) + "/" + name);
            return remote.length == 0 ? Optional.empty() : Optional.of(Document.parse(remote));
        }
    }

    public List<Document> list(GroupVersionResource resource) {
        Optional<ClusterRecord> management = store.find("marina", "management");
        if (management.isEmpty()) {
            return List.of();
        }
        try (Stream<Stored> all = store.image(management.get().id()).list(resource.groupResource(), "")) {
            return all.map(stored -> Document.parse(stored.bytes())).toList();
        } catch (StoreException.NotOwner e) {
            return Document.parse(remote(management.get(), e, path(resource, ""))).at("items").valueStream().map(item -> Document.of((ObjectNode) item))
                    .toList();
        }
    }

    private byte[] remote(ClusterRecord management, StoreException.NotOwner elsewhere, String path) {
        if (elsewhere.owner.isEmpty()) {
            throw elsewhere;
        }
        if (identity == null) {
            identity = ClusterKeys.of(management).authority().issueClient("marina:control-plane", List.of("system:masters"), Keys.p256().getPublic(),
                    CERTIFICATE_LIFE, clock);
        }
        return forwarder.get(elsewhere.owner, "/clusters/marina/management" + path, identity);
    }

    private static String path(GroupVersionResource resource, String namespace) {
        return (resource.group().isEmpty() ? "/api/" : "/apis/" + resource.group() + "/") + resource.version()
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + resource.resource();
    }
}
