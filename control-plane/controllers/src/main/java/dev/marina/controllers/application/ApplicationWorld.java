package dev.marina.controllers.application;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// All that a plan for an application looks at.
///
/// @param image what its pods are to run; empty while there is none
/// @param scaled whether an autoscaler of somebody else's says how many replicas its Deployment has
/// @param bindings to add-ons
/// @param present what has the name of one of its parts, whoever it belongs to
/// @param owned what belongs to it by reference
record ApplicationWorld(Application application, ApplicationDomain.ClusterName cluster, Optional<ApplicationDomain> domain, Optional<String> image,
        boolean scaled, Bindings bindings, Map<Place, Document> present, List<Owned> owned) {

    /// Made by another controller of this group, and read as it comes.
    static final ResourceType<GenericKubernetesResource> BUILDS = new ResourceType<>(new GroupVersionResource("apps.marina.dev", "v1", "builds"), "Build", true,
            GenericKubernetesResource.class);
    /// In the order in which they are made.
    static final List<ResourceType<?>> OWNED = List.of(Types.SERVICES, Types.DEPLOYMENTS, Types.CRON_JOBS, Types.AUTOSCALERS, Types.INGRESSES);

    record Owned(ResourceType<?> type, HasMetadata object) {}

    static ApplicationWorld of(Snapshot snapshot, Application application, ApplicationDomain.ClusterName cluster, Optional<ApplicationDomain> domain) {
        String namespace = application.getMetadata().getNamespace();
        String name = application.getMetadata().getName();
        Map<Place, Document> present = Place.present(snapshot, namespace, Stream.concat(OWNED.stream().map(type -> new Place(type, name)),
                application.getSpec().volumes().stream().map(volume -> new Place(Types.CLAIMS, PodTemplate.claim(name, volume)))));
        List<Owned> owned = OWNED.stream().flatMap(type -> owned(snapshot, type, application)).toList();
        return new ApplicationWorld(application, cluster, domain, image(snapshot, application), scaledByOthers(snapshot, application),
                Bindings.of(snapshot, application), present, owned);
    }

    /// What its pods are to run, now that there is all that they need.
    Optional<String> runnable() {
        return image.filter(_ -> bindings.complete());
    }

    private static <T extends HasMetadata> Stream<Owned> owned(Snapshot snapshot, ResourceType<T> type, Application application) {
        return snapshot.controlledBy(type, application.getMetadata().getUid()).stream().map(object -> new Owned(type, object));
    }

    private static Optional<String> image(Snapshot snapshot, Application application) {
        if (application.getSpec().build() == null) {
            return Optional.ofNullable(application.getSpec().image()).filter(image -> !image.isEmpty());
        }
        ObjectKey build = BUILDS.key(snapshot.cluster(), application.getMetadata().getNamespace(), application.getSpec().build().name());
        return snapshot.stored(build).filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()).text("status", "image"))
                .filter(image -> !image.isEmpty());
    }

    private static boolean scaledByOthers(Snapshot snapshot, Application application) {
        return snapshot.any(Types.AUTOSCALERS, application.getMetadata().getNamespace(),
                scaler -> scaler.getSpec() != null && scaler.getSpec().getScaleTargetRef() != null
                        && "Deployment".equals(scaler.getSpec().getScaleTargetRef().getKind())
                        && application.getMetadata().getName().equals(scaler.getSpec().getScaleTargetRef().getName())
                        && Snapshot.controller(scaler).filter(owner -> owner.getUid().equals(application.getMetadata().getUid())).isEmpty());
    }
}
