package dev.marina.apiserver.aggregation;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.ClusterImage;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a cluster's APIServices, each once for each of its versions.
final class ExtensionApis {

    private static final GroupResource API_SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");

    private final Derived<Stored, Optional<ExtensionApi>> read = new Derived<>();

    Optional<ExtensionApi> find(ClusterImage image, String group, String version) {
        return find(image, version + "." + group);
    }

    /// @param name of the APIService
    Optional<ExtensionApi> find(ClusterImage image, String name) {
        return image.count(API_SERVICES) == 0
                ? Optional.empty()
                : image.find(new ObjectKey(image.cluster(), API_SERVICES, "", name)).filter(stored -> !stored.opaque()).flatMap(this::read);
    }

    /// Those of one group stand together, the preferred version first.
    List<ExtensionApi> list(ClusterImage image) {
        if (image.count(API_SERVICES) == 0) {
            return List.of();
        }
        try (Stream<Stored> all = image.list(API_SERVICES, "")) {
            return all.filter(stored -> !stored.opaque()).flatMap(stored -> read(stored).stream())
                    .sorted(Comparator.comparing(ExtensionApi::group).thenComparing(Comparator.comparing(ExtensionApi::versionPriority).reversed())
                            .thenComparing(ExtensionApi::version))
                    .toList();
        }
    }

    private Optional<ExtensionApi> read(Stored stored) {
        return read.of(stored, each -> ExtensionApi.of(each.key().cluster(), Document.parse(each.bytes())));
    }
}
