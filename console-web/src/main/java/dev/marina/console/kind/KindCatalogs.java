package dev.marina.console.kind;

import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.ClusterHttp;
import dev.marina.console.login.Person;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The clusters' catalogues, each kept for a moment: what a cluster serves changes seldom, and pages ask often.
public final class KindCatalogs {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final Duration FRESH = Duration.ofSeconds(20);
    private static final int MOST = 256;

    private final ClusterHttp http;
    private final Clock clock;
    /// Guarded by itself; the oldest goes when it is full.
    private final Map<Key, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MOST;
        }
    };

    public KindCatalogs(ClusterHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /// Asks the cluster, unless this person asked a moment ago. Blocks.
    KindCatalog of(Person person, ClusterRef cluster) throws IOException {
        Key key = new Key(person.email(), cluster);
        synchronized (kept) {
            Kept found = kept.get(key);
            if (found != null && clock.instant().isBefore(found.read().plus(FRESH))) {
                return found.catalog();
            }
        }
        ClusterApi api = new ClusterApi(http, person, cluster.tenant(), cluster.name());
        KindCatalog read = KindCatalog.of(api.read("/api", AGGREGATED), api.read("/apis", AGGREGATED));
        synchronized (kept) {
            kept.remove(key);
            kept.put(key, new Kept(read, clock.instant()));
        }
        return read;
    }

    /// A kind as the cluster serves it to this person. Blocks.
    public Optional<Kind> find(Person person, ClusterRef cluster, KindRef kind) throws IOException {
        return of(person, cluster).find(kind);
    }

    /// Every kind that can be listed, such as for a choice. Blocks.
    public List<KindRef> served(Person person, ClusterRef cluster) throws IOException {
        return of(person, cluster).kinds().stream().filter(Kind::watchable).map(Kind::ref).toList();
    }

    private record Key(String person, ClusterRef cluster) {}

    private record Kept(KindCatalog catalog, Instant read) {}
}
