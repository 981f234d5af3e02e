package dev.marina.scheduler.devices;

import dev.marina.scheduler.Amounts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Which devices stand for a pod's extended resources, container by container. Init containers that end use those of the containers that come
/// after them, and ask for the largest rest together. createRequestsAndMappings in
/// pkg/scheduler/framework/plugins/dynamicresources/extendeddynamicresources.go
final class ExtendedRequests {

    private final List<Container> containers;
    private final int initial;
    private final List<DeviceRequest> requests = new ArrayList<>();
    private final List<ContainerExtendedResourceRequest> uses = new ArrayList<>();

    private ExtendedRequests(Pod pod) {
        this.containers = new ArrayList<>(pod.getSpec().getInitContainers());
        this.initial = containers.size();
        containers.addAll(pod.getSpec().getContainers());
    }

    /// @param classes by name of the resource
    static ExtendedClaim of(Pod pod, SortedMap<String, DeviceClass> classes) {
        ExtendedRequests all = new ExtendedRequests(pod);
        classes.forEach((resource, deviceClass) -> all.add(resource, deviceClass.getMetadata().getName()));
        all.requests.sort(Comparator.comparing(DeviceRequest::getName));
        return ExtendedClaim.of(pod, all.requests, all.uses);
    }

    /// @param request empty where others' devices are enough, or nothing is asked for
    private record Asked(Optional<DeviceRequest> request, List<ContainerExtendedResourceRequest> uses) {}

    private void add(String resource, String deviceClass) {
        List<Optional<DeviceRequest>> lasting = new ArrayList<>();
        for (int i = 0; i < containers.size(); i++) {
            Asked asked = ends(i) ? new Asked(Optional.empty(), List.of()) : asked(i, resource, deviceClass, List.of());
            lasting.add(asked.request);
            uses.addAll(asked.uses);
        }
        List<DeviceRequest> passing = new ArrayList<>();
        List<ContainerExtendedResourceRequest> passingUses = new ArrayList<>();
        for (int i = 0; i < initial; i++) {
            if (ends(i)) {
                List<DeviceRequest> later = lasting.subList(i, lasting.size()).stream().flatMap(Optional::stream).toList();
                Asked asked = asked(i, resource, deviceClass, later);
                asked.request.ifPresent(passing::add);
                passingUses.addAll(asked.uses);
            }
        }
        // the first of the largest
        Optional<DeviceRequest> largest = passing.stream().reduce((one, other) -> count(other) > count(one) ? other : one);
        Set<String> names = new HashSet<>(passing.stream().map(DeviceRequest::getName).toList());
        passingUses.stream().filter(use -> names.contains(use.getRequestName())).forEach(use -> use.setRequestName(largest.orElseThrow().getName()));
        largest.ifPresent(requests::add);
        lasting.forEach(each -> each.ifPresent(requests::add));
        uses.addAll(passingUses);
    }

    private boolean ends(int container) {
        return container < initial && !"Always".equals(containers.get(container).getRestartPolicy());
    }

    /// @param usable devices that the container may use before it asks for others
    private Asked asked(int index, String resource, String deviceClass, List<DeviceRequest> usable) {
        Container container = containers.get(index);
        Amounts amounts = container.getResources() == null ? Amounts.NONE : Amounts.of(container.getResources().getRequests());
        long missing = amounts.get(resource);
        List<ContainerExtendedResourceRequest> its = new ArrayList<>();
        for (DeviceRequest other : usable) {
            if (missing > 0) {
                its.add(use(container, resource, other.getName()));
                missing -= count(other);
            }
        }
        if (missing <= 0) {
            return new Asked(Optional.empty(), its);
        }
        String name = "container-%d-request-%d".formatted(index, new TreeSet<>(amounts.byName().keySet()).headSet(resource).size());
        its.add(use(container, resource, name));
        return new Asked(Optional.of(new DeviceRequestBuilder().withName(name).withNewExactly().withDeviceClassName(deviceClass)
                .withAllocationMode("ExactCount").withCount(missing).endExactly().build()), its);
    }

    private static ContainerExtendedResourceRequest use(Container container, String resource, String request) {
        return new ContainerExtendedResourceRequest(container.getName(), request, resource);
    }

    private static long count(DeviceRequest request) {
        return request.getExactly().getCount();
    }
}
