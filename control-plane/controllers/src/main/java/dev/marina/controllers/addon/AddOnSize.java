package dev.marina.controllers.addon;

import dev.marina.model.AddOnServer;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;

/// What the server of an add-on asks for, and may use at most.
///
/// @param mebibytes of memory that it may use; it asks for half of them
record AddOnSize(int cpuMillis, int mebibytes) {

    static AddOnSize of(AddOnServer server, String size) {
        int least = server.leastMebibytes();
        return switch (size) {
            case "large" -> new AddOnSize(1000, least * 8);
            case "medium" -> new AddOnSize(250, least * 3);
            default -> new AddOnSize(50, least);
        };
    }

    ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .withRequests(Map.of("cpu", new Quantity(cpuMillis + "m"), "memory", new Quantity(mebibytes / 2 + "Mi")))
                .withLimits(Map.of("cpu", new Quantity(cpuMillis * 10 + "m"), "memory", new Quantity(mebibytes + "Mi"))).build();
    }
}
