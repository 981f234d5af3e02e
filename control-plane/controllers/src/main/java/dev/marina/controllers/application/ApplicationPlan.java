package dev.marina.controllers.application;

import dev.marina.api.Document;
import dev.marina.controllers.application.ApplicationWorld.Owned;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is to be applied and deleted so that a cluster has what an application consists of.
///
/// @param delete parts that are not wanted any more
/// @param hosts under which it is to answer
record ApplicationPlan(List<Part> apply, List<Owned> delete, List<Application.Host> hosts, List<Finding> findings) {

    /// @param json the serialised form of an object
    static ApplicationPlan of(ApplicationWorld world, Function<HasMetadata, Document> json) {
        List<Finding> findings = new ArrayList<>(world.bindings().findings());
        List<Application.Host> hosts = hosts(world, findings);
        Map<Place, HasMetadata> wanted = wanted(world, hosts);
        List<Part> apply = new ArrayList<>();
        wanted.forEach((place, object) -> {
            Optional<Document> present = Optional.ofNullable(world.present().get(place));
            if (present.isPresent() && !mine(world.application(), place.type(), present.get())) {
                findings.add(Part.taken(place.type(), place.name(), "application"));
            } else {
                Part.of(place.type(), json.apply(object), present).ifPresent(apply::add);
            }
        });
        List<Owned> delete = world.owned().stream()
                .filter(owned -> !wanted.containsKey(new Place(owned.type(), owned.object().getMetadata().getName())))
                .filter(owned -> world.runnable().isPresent() || !runs(owned.type()))
                .filter(owned -> owned.object().getMetadata().getDeletionTimestamp() == null).toList();
        return new ApplicationPlan(List.copyOf(apply), delete, hosts, List.copyOf(findings));
    }

    private static boolean runs(ResourceType<?> type) {
        return type.equals(Types.DEPLOYMENTS) || type.equals(Types.CRON_JOBS);
    }

    private static Map<Place, HasMetadata> wanted(ApplicationWorld world, List<Application.Host> hosts) {
        Application.Spec spec = world.application().getSpec();
        ApplicationParts parts = new ApplicationParts(world.application(), world.bindings());
        Map<Place, HasMetadata> wanted = new LinkedHashMap<>();
        spec.volumes().forEach(volume -> put(wanted, Types.CLAIMS, parts.claim(volume)));
        if (spec.scheduled()) {
            world.runnable().ifPresent(image -> put(wanted, Types.CRON_JOBS, parts.cronJob(image)));
            return wanted;
        }
        world.runnable().ifPresent(image -> put(wanted, Types.DEPLOYMENTS, parts.deployment(image, world.scaled())));
        if (spec.autoscaling() != null) {
            put(wanted, Types.AUTOSCALERS, parts.autoscaler());
        }
        if (spec.port() != null) {
            put(wanted, Types.SERVICES, parts.service());
        }
        if (!hosts.isEmpty()) {
            put(wanted, Types.INGRESSES, parts.ingress(hosts));
        }
        return wanted;
    }

    private static void put(Map<Place, HasMetadata> wanted, ResourceType<?> type, HasMetadata object) {
        wanted.put(new Place(type, object.getMetadata().getName()), object);
    }

    /// The name that it has by itself, then those that it asks for. A name below the domain that leads elsewhere would never lead here.
    private static List<Application.Host> hosts(ApplicationWorld world, List<Finding> findings) {
        if (world.application().getSpec().port() == null || Boolean.TRUE.equals(world.application().getSpec().internal())) {
            return List.of();
        }
        List<Application.Host> hosts = new ArrayList<>();
        world.domain().ifPresent(domain -> domain.name(world.cluster(), world.application()).ifPresentOrElse(
                name -> hosts.add(new Application.Host(name, null)),
                () -> findings
                        .add(new Finding(Finding.NAME_TOO_LONG, "The names of the application and of its namespace are together too long for a name below %s"
                                .formatted(domain.domain())))));
        for (Application.Host host : world.application().getSpec().hosts()) {
            if (world.domain().filter(domain -> domain.others(world.cluster(), host.name())).isPresent()) {
                findings.add(new Finding(Finding.FOREIGN_HOST, "%s does not lead to this cluster; a name below %s is <name>.%s"
                        .formatted(host.name(), world.domain().get().domain(), world.domain().get().suffix(world.cluster()))));
            } else if (hosts.stream().noneMatch(known -> known.name().equals(host.name()))) {
                hosts.add(host);
            }
        }
        return List.copyOf(hosts);
    }

    /// Claims have no owner, so that they stay; their labels say whose they are.
    private static boolean mine(Application application, ResourceType<?> type, Document present) {
        return type.equals(Types.CLAIMS)
                ? application.getMetadata().getName().equals(present.labels().get(Application.LABEL))
                        && ApplicationParts.MANAGER.equals(present.labels().get(ApplicationParts.MANAGED_BY))
                : Place.controls(application, present);
    }
}
