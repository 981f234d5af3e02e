package dev.marina.controllers.engine.parts;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Objects of one type that may ask for certificates by ACME. Said by who answers under their names, read by who orders.
public interface CertificateAsker<T extends HasMetadata> {

    /// Of an object that asks.
    String ANNOTATION = "marina.dev/acme";

    /// One certificate that an object asks for; those of one Secret are one.
    ///
    /// @param secret of the object's namespace, into which it goes
    /// @param host in small letters
    /// @param field where it is asked for
    /// @param hindrance why the cluster's entrance would not answer a challenge under the name; empty where it would
    record Asked(String secret, String host, String field, Optional<String> hindrance) {

        public Asked {
            host = host.toLowerCase(Locale.ROOT);
        }
    }

    ResourceType<T> type();

    /// Whether the cluster's own entrance answers for it.
    boolean serves(Snapshot snapshot, T object);

    /// What it would have if it asked.
    Stream<Asked> wants(T object);

    static boolean asking(HasMetadata object) {
        return object.getMetadata().getAnnotations() != null && "true".equals(object.getMetadata().getAnnotations().get(ANNOTATION));
    }

    /// What an object asks for, whoever answers for it.
    default Stream<Asked> asked(T object) {
        return asking(object) && object.getMetadata().getDeletionTimestamp() == null ? wants(object) : Stream.empty();
    }

    /// Of two that want the same the older has it.
    Comparator<HasMetadata> OLDEST_FIRST = Comparator
            .comparing((HasMetadata object) -> Objects.requireNonNullElse(object.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(HasMetadata::getKind).thenComparing(object -> object.getMetadata().getName());
}
