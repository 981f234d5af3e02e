package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.time.ClusterTime;
import java.time.Instant;

/// What time it is in a cluster: what objects are dated by.
public final class ClusterTimes {

    private ClusterTimes() {}

    /// @param real now
    public static Instant now(ClusterView view, Instant real) {
        return view.image().find(ClusterTime.key(view.cluster())).filter(stored -> !stored.opaque())
                .flatMap(stored -> ClusterTime.of(Document.parse(stored.bytes()))).map(time -> time.at(real)).orElse(real);
    }
}
