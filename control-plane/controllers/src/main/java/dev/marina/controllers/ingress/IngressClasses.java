package dev.marina.controllers.ingress;

import dev.marina.api.Tombstone;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Entrance;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which Ingresses are this controller's: those whose class names it. Others are some other controller's, which the cluster's people run, and
/// are neither answered nor written.
record IngressClasses(Snapshot snapshot) {

    /// Before there were classes as objects it was said by this, and it still counts where nothing else is said.
    private static final String ANNOTATION = "kubernetes.io/ingress.class";
    private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";

    List<Ingress> ours() {
        return snapshot.list(Types.INGRESSES, "").stream()
                .filter(ingress -> ingress.getMetadata().getDeletionTimestamp() == null && ingress.getSpec() != null
                        && named(ingress).filter(this::ours).isPresent())
                .sorted(IngressWorld.OLDEST_FIRST).toList();
    }

    static Optional<String> named(Ingress ingress) {
        Map<String, String> annotations = Optional.ofNullable(ingress.getMetadata().getAnnotations()).orElse(Map.of());
        return Optional.ofNullable(ingress.getSpec().getIngressClassName()).or(() -> Optional.ofNullable(annotations.get(ANNOTATION)));
    }

    /// Whether what names no class is this controller's: another that is the default, or none any more, stands for somebody else's.
    boolean byDefault() {
        List<IngressClass> others = snapshot.list(Types.INGRESS_CLASSES, "").stream()
                .filter(each -> each.getMetadata().getAnnotations() != null && "true".equals(each.getMetadata().getAnnotations().get(DEFAULT))).toList();
        return others.isEmpty()
                ? snapshot.find(Types.INGRESS_CLASSES, "", Entrance.CLASS).isEmpty() && ours(Entrance.CLASS)
                : others.stream().anyMatch(each -> ours(each.getMetadata().getName()));
    }

    /// The class that every cluster has is there without being stored, until somebody changes or deletes it.
    boolean ours(String name) {
        Optional<IngressClass> stored = snapshot.find(Types.INGRESS_CLASSES, "", name);
        if (stored.isEmpty()) {
            return name.equals(Entrance.CLASS)
                    && snapshot.stored(Tombstone.key(snapshot.cluster(), Types.INGRESS_CLASSES.groupResource(), name)).isEmpty();
        }
        return stored.get().getSpec() != null && Entrance.CONTROLLER.equals(stored.get().getSpec().getController());
    }
}
