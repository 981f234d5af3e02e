package dev.marina.controllers.apiservice;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import io.fabric8.kubernetes.api.model.APIServiceConditionBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceReference;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What the condition `Available` has to say. kube-aggregator's pkg/controllers/status
record Availability(boolean available, String reason, String message) {

    private static final String TYPE = "Available";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    static final Availability LOCAL = new Availability(true, "Local", "Local APIServices are always available");
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");

    static Availability silent(String why) {
        return new Availability(false, "FailedDiscoveryCheck", why);
    }

    /// What can be said without asking the server; empty where it has to be asked.
    static Optional<Availability> withoutAsking(APIService apiService, Snapshot snapshot) {
        ServiceReference reference = apiService.getSpec().getService();
        if (reference == null) {
            return Optional.of(LOCAL);
        }
        String name = reference.getName();
        String namespace = reference.getNamespace();
        Optional<Service> service = snapshot.find(Types.SERVICES, namespace, name);
        if (service.isEmpty()) {
            return Optional.of(new Availability(false, "ServiceNotFound", "service/%s in \"%s\" is not present".formatted(name, namespace)));
        }
        Optional<ServicePort> port = service.get().getSpec().getPorts().stream().filter(each -> Objects.equals(each.getPort(), reference.getPort()))
                .findFirst();
        if (port.isEmpty()) {
            return Optional.of(new Availability(false, "ServicePortError",
                    "service/%s in \"%s\" is not listening on port %d".formatted(name, namespace, reference.getPort())));
        }
        List<EndpointSlice> slices = snapshot.list(Types.ENDPOINT_SLICES, namespace).stream().filter(slice -> of(slice, name)).toList();
        if (slices.isEmpty()) {
            return Optional.of(new Availability(false, "EndpointsNotFound", "cannot find endpointslices for service/%s in \"%s\"".formatted(name, namespace)));
        }
        String portName = Objects.requireNonNullElse(port.get().getName(), "");
        return slices.stream().anyMatch(slice -> ready(slice, portName))
                ? Optional.empty()
                : Optional.of(new Availability(false, "MissingEndpoints",
                        "endpointslices for service/%s in \"%s\" have no addresses with port name \"%s\"".formatted(name, namespace, portName)));
    }

    static boolean of(EndpointSlice slice, String service) {
        return slice.getMetadata().getLabels() != null && service.equals(slice.getMetadata().getLabels().get(SERVICE_NAME));
    }

    private static boolean ready(EndpointSlice slice, String portName) {
        return slice.getEndpoints().stream()
                .anyMatch(endpoint -> endpoint.getConditions() == null || !Boolean.FALSE.equals(endpoint.getConditions().getReady()))
                && slice.getPorts().stream().anyMatch(port -> Objects.requireNonNullElse(port.getName(), "").equals(portName) && port.getPort() != null);
    }

    /// The conditions with this one in its place; the very same where it says nothing new.
    List<APIServiceCondition> in(List<APIServiceCondition> before, Instant now) {
        Optional<APIServiceCondition> old = before.stream().filter(condition -> TYPE.equals(condition.getType())).findFirst();
        String status = available ? "True" : "False";
        boolean turned = old.isEmpty() || !status.equals(old.get().getStatus());
        if (!turned && reason.equals(old.get().getReason()) && message.equals(old.get().getMessage())) {
            return before;
        }
        APIServiceCondition said = new APIServiceConditionBuilder().withType(TYPE).withStatus(status).withReason(reason).withMessage(message)
                .withLastTransitionTime(turned ? now.truncatedTo(ChronoUnit.SECONDS).toString() : old.get().getLastTransitionTime()).build();
        List<APIServiceCondition> conditions = new ArrayList<>(before);
        old.ifPresentOrElse(condition -> conditions.set(before.indexOf(condition), said), () -> conditions.add(said));
        return conditions;
    }
}
