package dev.marina.apiserver.learn;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.store.ClusterRecord;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Labs of a teacher's cluster that a class opens to its learners, whose clusters are other tenants': each is a copy of the source in the management cluster, where
/// no tenant reads, and a Cluster there names those that are open in it. Any thread; asks memory, or the process that owns the management cluster.
public final class OpenedLabs {

    /// Annotation of a Cluster: names of copies, with commas between them.
    public static final String OPEN_IN_CLUSTER = "learn.marina.dev/opened-labs";

    private static final Pattern NAME = Pattern.compile("class-[0-9a-f]{8}");
    private static final GroupVersionResource SOURCES = new GroupVersionResource("learn.marina.dev", "v1", "labsources");
    private static final GroupVersionResource CLUSTERS = new GroupVersionResource("marina.dev", "v1", "clusters");

    private final ManagementReader management;

    public OpenedLabs(ManagementReader management) {
        this.management = management;
    }

    /// Whether a source of this name is such a copy; no cluster of a tenant has one called so.
    public static boolean isName(String source) {
        return NAME.matcher(source).matches();
    }

    /// Those that are open in this cluster, by their names.
    public List<Document> in(ClusterRecord cluster) {
        return names(cluster).flatMap(name -> management.find(SOURCES, "", name).stream()).toList();
    }

    /// @param source its name
    public Optional<Document> find(ClusterRecord cluster, String source) {
        return names(cluster).anyMatch(source::equals) ? management.find(SOURCES, "", source) : Optional.empty();
    }

    private Stream<String> names(ClusterRecord cluster) {
        String open = management.find(CLUSTERS, cluster.tenant(), cluster.name())
                .map(object -> object.text("metadata", "annotations", OPEN_IN_CLUSTER)).orElse("");
        return Stream.of(open.split(",")).filter(OpenedLabs::isName).distinct().sorted();
    }
}
