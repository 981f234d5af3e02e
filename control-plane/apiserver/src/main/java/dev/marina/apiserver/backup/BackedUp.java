package dev.marina.apiserver.backup;

import dev.marina.api.GroupResource;
import dev.marina.api.token.BootstrapToken;
import dev.marina.store.Stored;
import java.util.Set;

/// Which objects of a cluster are in its backups: all but those that say how things are at this moment, and are told anew by whoever told them, exams, which
/// nobody writes a second time because a restore brings back how they stood before, and bootstrap tokens: they let machines join for a day, in the cluster that
/// they were made for and nowhere else, and no file shall have them when that day is over.
final class BackedUp {

    private static final Set<String> LEFT_OUT = Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io", "leasecandidates.coordination.k8s.io",
            "nodes", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "csistoragecapacities.storage.k8s.io", "resourceslices.resource.k8s.io",
            "certificatesigningrequests.certificates.k8s.io", "examruns.learn.marina.dev");

    private static final GroupResource SECRETS = new GroupResource("", "secrets");

    private BackedUp() {}

    static boolean holds(Stored stored) {
        return !stored.opaque() && !LEFT_OUT.contains(stored.key().resource().toString()) && !token(stored);
    }

    private static boolean token(Stored stored) {
        return stored.key().resource().equals(SECRETS) && stored.fields().selectable().getOrDefault("type", "").equals(BootstrapToken.TYPE);
    }
}
