package dev.marina.agent.node;

import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerImages.Named;
import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The images that a node's own containers are of, and those that its pods have as volumes, the largest first. The engine has others too, which are other
/// tenants'. Owned by the heartbeat.
final class NodeImages implements Supplier<List<ContainerImage>> {

    /// kubelet's nodeStatusMaxImages
    private static final int MOST = 50;
    /// MaxNamesPerImageInNodeStatus in pkg/kubelet/config/defaults.go
    private static final int MOST_NAMES = 5;

    private final Supplier<List<ContainerState>> containers;
    private final Supplier<Set<Named>> volumes;
    private final Supplier<ContainerImages> engine;
    /// By id, of those that the node has; what an id stands for never changes.
    private final Map<String, Long> bytes = new HashMap<>();

    NodeImages(Supplier<List<ContainerState>> containers, Supplier<Set<Named>> volumes, Supplier<ContainerImages> engine) {
        this.containers = containers;
        this.volumes = volumes;
        this.engine = engine;
    }

    @Override
    public List<ContainerImage> get() {
        Map<String, TreeSet<String>> names = Stream
                .concat(containers.get().stream().map(container -> new Named(container.imageId(), container.image())), volumes.get().stream())
                .filter(image -> !image.name().isEmpty())
                .collect(Collectors.groupingBy(Named::id, TreeMap::new,
                        Collectors.mapping(image -> tagged(image.name()), Collectors.toCollection(TreeSet::new))));
        bytes.keySet().retainAll(names.keySet());
        names.keySet().forEach(id -> bytes.computeIfAbsent(id, this::bytes));
        return names.entrySet().stream().filter(image -> bytes.containsKey(image.getKey()))
                .sorted(Comparator.comparing(image -> -bytes.get(image.getKey()))).limit(MOST)
                .map(image -> new ContainerImageBuilder().withNames(image.getValue().stream().limit(MOST_NAMES).toList())
                        .withSizeBytes(bytes.get(image.getKey())).build())
                .toList();
    }

    /// Null where the image has gone meanwhile.
    private Long bytes(String id) {
        return engine.get().bytes(id).stream().boxed().findFirst().orElse(null);
    }

    /// Schedulers look for images with their tags.
    private static String tagged(String name) {
        return name.lastIndexOf(':') > name.lastIndexOf('/') ? name : name + ":latest";
    }
}
