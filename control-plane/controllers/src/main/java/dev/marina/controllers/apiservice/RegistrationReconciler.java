package dev.marina.controllers.apiservice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps an APIService for each group and version that custom resource definitions make. What somebody else registered under the name
/// stays.
public final class RegistrationReconciler implements Reconciler {

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int GROUP_PRIORITY = 1000;
    private static final int VERSION_PRIORITY = 100;

    public static Controller controller() {
        return Controller.named("crdregistration").source(new GroupVersions()).platform().with(new RegistrationReconciler());
    }

    /// Groups and versions by the names of their APIServices.
    private static final class GroupVersions implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject(Types.API_SERVICES.kind(), key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return Stream.concat(snapshot.image().list(DEFINITIONS, "").flatMap(stored -> versions(stored, snapshot)),
                    snapshot.image().list(Types.API_SERVICES.groupResource(), "").map(stored -> key(snapshot, stored.key().name())));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            if (event.key().resource().equals(Types.API_SERVICES.groupResource())) {
                return event.deletion() ? Stream.of(key(snapshot, event.key().name())) : Stream.empty();
            }
            return event.key().resource().equals(DEFINITIONS)
                    ? Stream.of(event.previous(), event.current()).flatMap(Optional::stream).flatMap(stored -> versions(stored, snapshot))
                    : Stream.empty();
        }

        private static Stream<ClusterKey> versions(Stored stored, Snapshot snapshot) {
            if (stored.opaque()) {
                return Stream.empty();
            }
            Document definition = Document.parse(stored.bytes());
            return definition.at("spec", "versions").valueStream()
                    .map(version -> key(snapshot, version.path("name").asText() + "." + definition.text("spec", "group")));
        }

        private static ClusterKey key(Snapshot snapshot, String name) {
            return new ClusterKey(snapshot.cluster(), "", name);
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        String name = turn.key().name();
        String version = name.substring(0, name.indexOf('.'));
        String group = name.substring(version.length() + 1);
        Optional<APIService> registered = turn.find(Types.API_SERVICES);
        boolean served = served(turn.snapshot(), group, version);
        if (served && registered.isEmpty()) {
            turn.writes().create(Types.API_SERVICES, new APIServiceBuilder().withNewMetadata().withName(name).withLabels(Map.of(MANAGED, "true")).endMetadata()
                    .withNewSpec().withGroup(group).withVersion(version).withGroupPriorityMinimum(GROUP_PRIORITY).withVersionPriority(VERSION_PRIORITY)
                    .endSpec()
                    .build());
        } else if (!served) {
            registered.filter(RegistrationReconciler::ours).ifPresent(each -> turn.writes().delete(Types.API_SERVICES, each));
        }
        return Outcome.SETTLED;
    }

    private static boolean ours(APIService apiService) {
        Map<String, String> labels = apiService.getMetadata().getLabels();
        return labels != null && "true".equals(labels.get(MANAGED));
    }

    private static boolean served(Snapshot snapshot, String group, String version) {
        try (Stream<Stored> definitions = snapshot.image().list(DEFINITIONS, "")) {
            return definitions.filter(stored -> !stored.opaque() && stored.key().name().endsWith("." + group)).map(stored -> Document.parse(stored.bytes()))
                    .anyMatch(definition -> definition.text("spec", "group").equals(group) && established(definition)
                            && definition.at("spec", "versions").valueStream()
                                    .anyMatch(each -> each.path("name").asText().equals(version) && each.path("served").asBoolean()));
        }
    }

    private static boolean established(Document definition) {
        for (JsonNode condition : definition.at("status", "conditions")) {
            if (condition.path("type").asText().equals("Established")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
