package dev.marina.apiserver.crd;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a cluster serves, from the definitions in its image. Made anew when one of them has changed, and forgotten with the image.
final class CustomTypes {

    static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private static final Logger LOG = LoggerFactory.getLogger(CustomTypes.class);

    /// By what stands for all definitions of a cluster at a time.
    private final Map<Object, ResourceRegistry> registries = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<String, WeakReference<Definitions>> byMeaning = new ConcurrentHashMap<>();
    private final Map<Stored, Definitions> read = Collections.synchronizedMap(new WeakHashMap<>());

    /// @param builtin what the cluster serves without them, and is served first
    ResourceRegistry registry(ClusterImage image, ResourceRegistry builtin) {
        if (image.count(DEFINITIONS) == 0) {
            return builtin;
        }
        Object state = image.state(DEFINITIONS);
        ResourceRegistry known = registries.get(state);
        if (known != null) {
            return known;
        }
        ResourceRegistry made = make(image, builtin);
        ResourceRegistry other = registries.putIfAbsent(state, made);
        return other == null ? made : other;
    }

    private ResourceRegistry make(ClusterImage image, ResourceRegistry builtin) {
        List<ResourceDefinition> served = new ArrayList<>();
        List<ResourceDefinition> unserved = new ArrayList<>();
        Set<GroupResource> taken = new HashSet<>();
        builtin.definitions().forEach(definition -> taken.add(definition.groupResource()));
        try (Stream<Stored> all = image.list(DEFINITIONS, "")) {
            all.filter(stored -> !stored.opaque()).map(this::definitions).forEach(definitions -> {
                definitions.served().stream().filter(definition -> !taken.contains(definition.groupResource())).forEach(served::add);
                definitions.unserved().stream().filter(definition -> !taken.contains(definition.groupResource())).forEach(unserved::add);
            });
        }
        served.sort(Comparator.comparing((ResourceDefinition definition) -> definition.resource().group())
                .thenComparing(definition -> definition.resource().version(), VersionOrder.BEST_FIRST));
        return builtin.with(served, unserved);
    }

    /// A definition whose status or labels have changed means what it meant: its watchers stay, and so does what was made for them.
    private Definitions unlessTheSame(Stored stored) {
        String meaning = Definitions.meaning(Document.parse(stored.bytes()));
        WeakReference<Definitions> earlier = byMeaning.get(meaning);
        Definitions known = earlier == null ? null : earlier.get();
        if (known == null) {
            known = Definitions.of(stored.bytes());
            byMeaning.values().removeIf(gone -> gone.get() == null);
            byMeaning.put(meaning, new WeakReference<>(known));
        }
        return known;
    }

    /// A definition that cannot be read must not take everything else of the cluster with it.
    private Definitions definitions(Stored stored) {
        Definitions known = read.get(stored);
        if (known == null) {
            try {
                known = unlessTheSame(stored);
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("definition", stored.key().path()).setCause(e).log("a custom resource definition cannot be served");
                known = new Definitions(List.of(), List.of());
            }
            read.put(stored, known);
        }
        return known;
    }
}
