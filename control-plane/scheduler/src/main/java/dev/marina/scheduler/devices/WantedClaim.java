package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceConstraint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A claim that has no devices yet.
///
/// @param requests of each one or several alternatives, the best first
/// @param containers of a claim for extended resources, which is made when it has its devices: which request each container uses
record WantedClaim(ResourceClaim claim, List<List<Wanted>> requests, List<ContainerExtendedResourceRequest> containers) {

    /// A class that is asked for is not there. In upstream's words, for the pod's condition.
    static final class NoClass extends Exception {
        NoClass(String request, String name) {
            super("request %s: device class %s does not exist".formatted(request, name), null, false, false);
        }
    }

    static WantedClaim of(ExtendedClaim made, Snapshot snapshot) throws NoClass {
        return new WantedClaim(made.claim(), of(made.claim(), snapshot).requests, made.containers());
    }

    static WantedClaim of(ResourceClaim claim, Snapshot snapshot) throws NoClass {
        List<List<Wanted>> requests = new ArrayList<>();
        List<DeviceRequest> asked = claim.getSpec() == null || claim.getSpec().getDevices() == null ? List.of() : claim.getSpec().getDevices().getRequests();
        for (DeviceRequest request : asked) {
            List<Wanted> alternatives = new ArrayList<>();
            if (request.getExactly() != null) {
                alternatives.add(Wanted.of(request, request.getExactly(), require(snapshot, request.getName(), request.getExactly().getDeviceClassName())));
            }
            for (DeviceSubRequest alternative : request.getFirstAvailable()) {
                String name = request.getName() + "/" + alternative.getName();
                alternatives.add(Wanted.of(request, alternative, require(snapshot, name, alternative.getDeviceClassName())));
            }
            requests.add(alternatives);
        }
        return new WantedClaim(claim, requests, List.of());
    }

    private static DeviceClass require(Snapshot snapshot, String request, String name) throws NoClass {
        Optional<DeviceClass> found = snapshot.find(Types.DEVICE_CLASSES, "", name);
        if (found.isEmpty()) {
            throw new NoClass(request, name);
        }
        return found.get();
    }

    /// Whether it is of somebody who looks after devices that others have.
    boolean admin() {
        return requests.stream().flatMap(List::stream).anyMatch(Wanted::admin);
    }

    /// How many devices it needs at the least.
    long least() {
        return requests.stream().mapToLong(alternatives -> alternatives.stream().mapToLong(each -> each.all() ? 1 : each.count()).min().orElse(0)).sum();
    }

    String path() {
        return claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
    }

    List<DeviceConstraint> constraints() {
        return claim.getSpec() == null || claim.getSpec().getDevices() == null ? List.of() : claim.getSpec().getDevices().getConstraints();
    }
}
