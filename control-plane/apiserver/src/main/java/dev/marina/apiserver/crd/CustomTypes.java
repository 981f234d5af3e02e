package dev.marina.apiserver.crd;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a cluster serves, from the definitions in its image. Made anew when one of them has changed, and forgotten with the image.
final class CustomTypes {

    static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private static final Logger LOG = LoggerFactory.getLogger(CustomTypes.class);

    /// By what stands for all definitions of a cluster at a time.
    private final Derived<Object, ResourceRegistry> registries = new Derived<>();
    private final Map<String, WeakReference<Definitions>> byMeaning = new ConcurrentHashMap<>();
    private final Derived<Stored, Definitions> read = new Derived<>();
    private final WebhookConversion.Asking asking;

    CustomTypes(WebhookConversion.Asking asking) {
        this.asking = asking;
    }

    /// @param builtin what the cluster serves without them, and is served first
    ResourceRegistry registry(ClusterRecord cluster, ClusterImage image, ResourceRegistry builtin) {
        return image.count(DEFINITIONS) == 0 ? builtin : registries.of(image.state(DEFINITIONS), _ -> make(cluster, image, builtin));
    }

    private ResourceRegistry make(ClusterRecord cluster, ClusterImage image, ResourceRegistry builtin) {
        List<ResourceDefinition> served = new ArrayList<>();
        List<ResourceDefinition> unserved = new ArrayList<>();
        Set<GroupResource> taken = new HashSet<>();
        builtin.definitions().forEach(definition -> taken.add(definition.groupResource()));
        try (Stream<Stored> all = image.list(DEFINITIONS, "")) {
            all.filter(stored -> !stored.opaque()).map(stored -> read.of(stored, each -> definitions(cluster, each))).forEach(definitions -> {
                definitions.served().stream().filter(definition -> !taken.contains(definition.groupResource())).forEach(served::add);
                definitions.unserved().stream().filter(definition -> !taken.contains(definition.groupResource())).forEach(unserved::add);
            });
        }
        served.sort(Comparator.comparing((ResourceDefinition definition) -> definition.resource().group())
                .thenComparing(definition -> definition.resource().version(), VersionOrder.BEST_FIRST));
        return builtin.with(served, unserved);
    }

    /// A definition whose status or labels have changed means what it meant: its watchers stay, and so does what was made for them.
    private Definitions unlessTheSame(ClusterRecord cluster, Stored stored) {
        String meaning = Definitions.meaning(Document.parse(stored.bytes()), cluster.id());
        WeakReference<Definitions> earlier = byMeaning.get(meaning);
        Definitions known = earlier == null ? null : earlier.get();
        if (known == null) {
            known = Definitions.of(stored.bytes(), cluster, asking);
            byMeaning.values().removeIf(gone -> gone.get() == null);
            byMeaning.put(meaning, new WeakReference<>(known));
        }
        return known;
    }

    /// A definition that cannot be read must not take everything else of the cluster with it.
    private Definitions definitions(ClusterRecord cluster, Stored stored) {
        try {
            return unlessTheSame(cluster, stored);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("definition", stored.key().path()).setCause(e).log("a custom resource definition cannot be served");
            return new Definitions(List.of(), List.of());
        }
    }
}
