package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterReads;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.parts.Hash;
import dev.marina.model.Application;
import dev.marina.model.Application.Applied;
import dev.marina.model.Application.Release;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One look at one application: what it is, how far it has come, and whose rights there are.
///
/// @param asker acts for whoever has asked
record Progress(Turn turn, Application application, ClusterReads reads, ClusterClient asker) {

    /// Helm's, where --timeout is not given.
    private static final Duration HOOK_TIMEOUT = Duration.ofMinutes(5);

    Application.Status status() {
        return Objects.requireNonNullElse(application.getStatus(), Application.Status.NONE);
    }

    Release release() {
        return Objects.requireNonNullElse(status().release(), Release.NONE);
    }

    /// The number of the newest revision; 0: none.
    long revision() {
        return status().revision() == null ? 0 : status().revision();
    }

    List<Application.Revision> revisions() {
        return Objects.requireNonNullElse(status().revisions(), List.of());
    }

    private Optional<Application.Sync> sync() {
        return Optional.ofNullable(application.getSpec().sync());
    }

    /// Whether what somebody deletes or changes by hand is put back.
    boolean heals() {
        return sync().map(Application.Sync::selfHeal).orElse(false);
    }

    /// How long one hook may take.
    Duration hookTimeout() {
        return sync().map(Application.Sync::hookTimeoutSeconds).map(Duration::ofSeconds).orElse(HOOK_TIMEOUT);
    }

    /// By which it is known what was asked for.
    static String wanted(Application.Source source) {
        return Hash.of(source);
    }

    String namespace() {
        return application.getMetadata().getNamespace();
    }

    String name() {
        return application.getMetadata().getName();
    }

    /// Where an object of a manifest is to be.
    ///
    /// @param key where the store has it
    /// @param resource in the manifest's own version
    record Place(ObjectKey key, GroupVersionResource resource) {

        String namespace() {
            return key.namespace();
        }
    }

    /// Empty where nobody serves its kind.
    Optional<Place> place(Document object) {
        return place(object.groupVersionKind(), object.namespace(), object.name());
    }

    Optional<Place> place(Applied entry) {
        return place(GroupVersionKind.of(entry.apiVersion(), entry.kind()), Objects.requireNonNullElse(entry.namespace(), ""), entry.name());
    }

    private Optional<Place> place(GroupVersionKind kind, String namespace, String name) {
        Optional<ServedKind> served = reads.kind(turn.cluster(), kind.group(), kind.kind());
        return served.map(each -> new Place(
                new ObjectKey(turn.cluster(), each.resource().groupResource(), each.namespaced() ? namespace.isEmpty() ? namespace() : namespace : "", name),
                new GroupVersionResource(each.resource().group(), kind.version(), each.resource().resource())));
    }

    Optional<Document> find(Place place) {
        return turn.snapshot().stored(place.key()).filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()));
    }

    Optional<Document> find(Applied entry) {
        return place(entry).flatMap(this::find);
    }

    boolean own(Document present) {
        return Manifest.owner(application).equals(present.annotations().get(Application.OWNER));
    }

    /// Whose it is, in words.
    static String whose(Document present) {
        String owner = present.annotations().getOrDefault(Application.OWNER, "");
        if (!owner.isEmpty()) {
            return "belongs to application " + owner;
        }
        return present.controller().map(controller -> "belongs to %s %s".formatted(controller.kind(), controller.name()))
                .orElse("is there already and no application's");
    }

    /// Deletes exactly this object. Succeeds when it is gone already.
    void delete(ClusterClient by, Place place, Document present) {
        ObjectNode options = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", "Background");
        options.putObject("preconditions").put("uid", present.uid());
        try {
            by.delete(turn.writes().call(), place.resource(), place.namespace(), place.key().name(), Document.of(options));
        } catch (StatusException e) {
            // a Conflict is the precondition: another one of its name is not meant
            if (!e.is("NotFound") && !e.is("Conflict")) {
                throw e;
            }
        }
    }
}
