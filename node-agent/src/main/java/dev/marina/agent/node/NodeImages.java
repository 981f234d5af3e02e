package dev.marina.agent.node;

import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The images that a node's own containers are of. The engine has others too, which are other tenants'.
final class NodeImages {

    /// kubelet's nodeStatusMaxImages
    private static final int MOST = 50;

    private NodeImages() {}

    static List<ContainerImage> of(List<ContainerState> containers) {
        Map<String, TreeSet<String>> names = containers.stream().filter(container -> !container.image().isEmpty())
                .collect(Collectors.groupingBy(ContainerState::imageId, TreeMap::new,
                        Collectors.mapping(ContainerState::image, Collectors.toCollection(TreeSet::new))));
        return names.values().stream().limit(MOST).map(all -> new ContainerImageBuilder().withNames(List.copyOf(all)).build()).toList();
    }
}
