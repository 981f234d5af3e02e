package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Gateways and routes are told: the status that each is to have.
final class GatewayReports {

    private final GatewayPlan plan;
    private final GatewayWorld world;
    private final String now;

    private GatewayReports(GatewayPlan plan, GatewayWorld world, Instant now) {
        this.plan = plan;
        this.world = world;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// Of those whose status is not what it shall be.
    static Map<GatewayObject, ObjectNode> of(GatewayPlan plan, GatewayWorld world, Instant now) {
        GatewayReports reports = new GatewayReports(plan, world, now);
        Map<GatewayObject, ObjectNode> all = new LinkedHashMap<>();
        plan.gateways().forEach((gateway, listening) -> all.put(gateway, reports.gateway(gateway, listening)));
        world.routes().forEach(route -> all.put(route, reports.route(route, Optional.ofNullable(plan.routes().get(route)))));
        all.entrySet().removeIf(each -> each.getKey().status().equals(each.getValue())
                || each.getKey().status().isMissingNode() && each.getValue().path("parents").isEmpty() && !each.getValue().has("conditions"));
        return all;
    }

    private ObjectNode gateway(GatewayObject gateway, GatewayPlan.Listening listening) {
        ObjectNode status = Document.mapper().createObjectNode();
        List<String> addresses = addresses(world.services().get(GatewayObjects.name(gateway)));
        ArrayNode told = status.putArray("addresses");
        addresses.forEach(address -> told.addObject().put("type", "IPAddress").put("value", address));
        boolean any = listening.listeners().stream().anyMatch(Listener::takesRoutes);
        boolean all = listening.listeners().stream().allMatch(Listener::serves);
        List<Condition> conditions = new ArrayList<>();
        conditions.add(!any
                ? new Condition("Accepted", false, "ListenersNotValid", "no listener can be served")
                : new Condition("Accepted", true, all ? "Accepted" : "ListenersNotValid", all ? "the Gateway is accepted" : "some listeners are not served"));
        conditions.add(!any
                ? new Condition("Programmed", false, "Invalid", "no listener is served")
                : addresses.isEmpty()
                        ? new Condition("Programmed", false, "AddressNotAssigned", "its Service %s has no address yet".formatted(GatewayObjects.name(gateway)))
                        : new Condition("Programmed", true, "Programmed", "the Gateway is served"));
        Condition.write(status.putArray("conditions"), conditions, gateway.status().path("conditions"), gateway.generation(), now);
        ArrayNode listeners = status.putArray("listeners");
        listening.listeners().forEach(listener -> listener(listeners.addObject(), gateway, listening, listener));
        return status;
    }

    private void listener(ObjectNode to, GatewayObject gateway, GatewayPlan.Listening listening, Listener listener) {
        to.put("name", listener.name());
        ArrayNode kinds = to.putArray("supportedKinds");
        listener.kinds().stream().sorted().forEach(kind -> kinds.addObject().put("group", GatewayTypes.GROUP).put("kind", kind));
        to.put("attachedRoutes", listening.attached().getOrDefault(listener.name(), 0));
        JsonNode before = gateway.status().path("listeners").valueStream().filter(each -> each.path("name").asText().equals(listener.name()))
                .map(each -> each.path("conditions")).findFirst().orElse(Document.mapper().createArrayNode());
        Condition.write(to.putArray("conditions"), listener.conditions(), before, gateway.generation(), now);
    }

    private static List<String> addresses(Service service) {
        return service == null || service.getStatus() == null || service.getStatus().getLoadBalancer() == null
                ? List.of()
                : service.getStatus().getLoadBalancer().getIngress().stream().map(LoadBalancerIngress::getIp).filter(java.util.Objects::nonNull).toList();
    }

    /// What other controllers have said of it stays.
    private ObjectNode route(GatewayObject route, Optional<RouteAttachments> attachments) {
        ObjectNode status = Document.mapper().createObjectNode();
        ArrayNode parents = status.putArray("parents");
        route.status().path("parents").valueStream().filter(parent -> !parent.path("controllerName").asText().equals(GatewayWorld.CONTROLLER))
                .forEach(parents::add);
        attachments.ifPresent(found -> found.parents().forEach(parent -> {
            ObjectNode to = parents.addObject();
            to.set("parentRef", parent.reference());
            to.put("controllerName", GatewayWorld.CONTROLLER);
            JsonNode before = route.status().path("parents").valueStream()
                    .filter(each -> each.path("controllerName").asText().equals(GatewayWorld.CONTROLLER) && each.path("parentRef").equals(parent.reference()))
                    .map(each -> each.path("conditions")).findFirst().orElse(Document.mapper().createArrayNode());
            Condition refs = found.read().flatMap(read -> read.refs().stream().findFirst())
                    .orElse(new Condition("ResolvedRefs", true, "ResolvedRefs", "all that it refers to is there"));
            Condition.write(to.putArray("conditions"), List.of(parent.accepted(), refs), before, route.generation(), now);
        }));
        return status;
    }
}
