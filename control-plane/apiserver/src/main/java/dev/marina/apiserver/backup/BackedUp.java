package dev.marina.apiserver.backup;

import dev.marina.store.Stored;
import java.util.Set;

/// Which objects of a cluster are in its backups: all but those that say how things are at this moment, and are told anew by whoever told them, and exams, which
/// nobody writes a second time because a restore brings back how they stood before.
final class BackedUp {

    private static final Set<String> LEFT_OUT = Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io", "leasecandidates.coordination.k8s.io",
            "nodes", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "csistoragecapacities.storage.k8s.io", "resourceslices.resource.k8s.io",
            "certificatesigningrequests.certificates.k8s.io", "examruns.learn.marina.dev");

    private BackedUp() {}

    static boolean holds(Stored stored) {
        return !stored.opaque() && !LEFT_OUT.contains(stored.key().resource().toString());
    }
}
