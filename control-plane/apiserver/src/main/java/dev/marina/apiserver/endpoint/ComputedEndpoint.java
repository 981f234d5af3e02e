package dev.marina.apiserver.endpoint;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// get and list of [ComputedObjects]. They have no version, and all come at once.
final class ComputedEndpoint {

    private static final Origin COMPUTED = new Origin("", new Cause(""));

    private final Clock clock;

    ComputedEndpoint(Clock clock) {
        this.clock = clock;
    }

    ApiResponse answer(ApiRequest request, Target.Resource target, ResourceDefinition definition, ComputedObjects objects) {
        return switch (target.verb()) {
            case "get" -> get(request, target, definition, objects);
            case "list" -> list(request, target, definition, objects);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private ApiResponse get(ApiRequest request, Target.Resource target, ResourceDefinition definition, ComputedObjects objects) {
        Document found = objects.about(request.requireCluster(), target.namespace(), object -> object.key().name().equals(target.name())).stream().findFirst()
                .orElseThrow(() -> StatusException.notFound(new GroupResource(target.resource().group(), definition.names().singular()),
                        target.namespace().isEmpty() ? target.name() : target.namespace() + "/" + target.name()));
        return rendering(request, definition).object(200, found.bytes());
    }

    private ApiResponse list(ApiRequest request, Target.Resource target, ResourceDefinition definition, ComputedObjects objects) {
        ListOptions.ofList(request.query());
        Selection selection = Selection.of(request, target, definition);
        List<Stored> items = objects.about(request.requireCluster(), selection.namespace(), selection::matches).stream()
                .map(object -> computed(request, definition, object)).toList();
        return rendering(request, definition).list(items, "", Continuation.NONE);
    }

    private static Stored computed(ApiRequest request, ResourceDefinition definition, Document object) {
        ObjectKey key = new ObjectKey(request.clusterId(), definition.groupResource(), object.namespace(), object.name());
        return new Stored(key, ResourceVersion.NONE, object.bytes(), Fields.NONE, COMPUTED, Instant.EPOCH, false);
    }

    /// Nothing is kept for whoever wants the same next: it would be something else.
    private Rendering rendering(ApiRequest request, ResourceDefinition definition) {
        return Rendering.of(request, definition, new SharedForms(0), clock.instant());
    }
}
