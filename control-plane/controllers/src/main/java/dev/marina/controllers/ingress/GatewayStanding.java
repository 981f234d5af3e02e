package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes what Gateways need and are told. Used for one turn.
final class GatewayStanding {

    private final Turn turn;
    private final GatewayWorld world;

    GatewayStanding(Turn turn, GatewayWorld world) {
        this.turn = turn;
        this.world = world;
    }

    /// Makes the class `marina` where there is none of any kind, and says of ours that they are somebody's.
    void keepClasses() {
        if (turn.snapshot().stored(GatewayTypes.definition(turn.cluster())).isPresent() && turn.snapshot().list(GatewayTypes.CLASSES, "").isEmpty()) {
            turn.writes().create(GatewayTypes.CLASSES, GatewayObjects.gatewayClass());
        }
        turn.snapshot().list(GatewayTypes.CLASSES, "").stream().map(object -> GatewayObject.of(GatewayTypes.CLASSES, object))
                .filter(each -> world.classes().contains(each.name())).forEach(each -> {
                    ObjectNode status = Document.mapper().createObjectNode();
                    Condition.write(status.putArray("conditions"), List.of(new Condition("Accepted", true, "Accepted", "its Gateways are served")),
                            each.status().path("conditions"), each.generation(), now());
                    if (!status.path("conditions").equals(each.status().path("conditions"))) {
                        write(each, status);
                    }
                });
    }

    private String now() {
        return turn.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    private void write(GatewayObject object, ObjectNode status) {
        turn.writes().merge(object.type(), object.resource(), "status", patch -> patch.set("status", status));
    }

    /// Services as the plan has them, and no others; then what everybody is told.
    void keep(GatewayPlan plan) {
        Set<String> wanted = new HashSet<>();
        plan.gateways().forEach((gateway, listening) -> {
            if (!listening.ports().isEmpty()) {
                wanted.add(GatewayObjects.name(gateway));
                keep(GatewayObjects.service(gateway, listening.ports()));
            }
        });
        world.services().values().stream().filter(service -> !wanted.contains(service.getMetadata().getName()))
                .forEach(service -> turn.writes().delete(Types.SERVICES, service));
        GatewayReports.of(plan, world, turn.now()).forEach(this::write);
    }

    private void keep(Service wanted) {
        Service present = world.services().get(wanted.getMetadata().getName());
        if (present == null) {
            turn.writes().create(Types.SERVICES, wanted);
        } else if (!GatewayObjects.ports(present).equals(GatewayObjects.ports(wanted))) {
            turn.writes().update(Types.SERVICES, new ServiceBuilder(present).editSpec().withPorts(wanted.getSpec().getPorts()).endSpec().build());
        }
    }
}
