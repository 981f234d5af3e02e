package dev.marina.apiserver.subresource;

import dev.marina.api.ClusterControl;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import java.util.function.Supplier;

/// `controllers/step` lets a few items pass that are held; `controllers/queue` lists what waits.
public final class ControllerSubresources {

    private static final int MOST_STEPS = 1_000;
    private static final int MOST_LISTED = 100;

    private final ControlledObjects objects;
    private final Supplier<ClusterControl> control;

    /// Throws `NotFound` for an object that the cluster does not have.
    @FunctionalInterface
    public interface ControlledObjects {
        Document require(ApiRequest request, Target.Resource target);
    }

    public ControllerSubresources(ControlledObjects objects, Supplier<ClusterControl> control) {
        this.objects = objects;
        this.control = control;
    }

    public SubresourceHandler step() {
        return (request, target, _, _) -> {
            Document controller = objects.require(request, target);
            Document step = BodyReader.orEmpty(request);
            long items = step.has("items") ? step.at("items").asLong() : 1;
            if (items < 1 || items > MOST_STEPS) {
                throw StatusException.badRequest("items is %d; it must be between 1 and %d".formatted(items, MOST_STEPS));
            }
            if (!controller.at("spec", "paused").asBoolean() && controller.at("spec", "breakpoints").isEmpty()
                    && controller.at("spec", "delayMillis").asLong() == 0) {
                throw StatusException.conflict(target.groupResource(), target.name(),
                        "it is neither paused nor slowed, nor has it breakpoints: there is nothing to step");
            }
            control.get().step(request.clusterId(), target.name(), (int) items);
            return ApiResponse.json(201, named("ControllerStep", target).edited(root -> root.put("items", items)));
        };
    }

    public SubresourceHandler queue() {
        return (request, target, _, _) -> {
            objects.require(request, target);
            Document queue = control.get().queue(request.clusterId(), target.name(), MOST_LISTED);
            return ApiResponse.json(200, named("ControllerQueue", target).edited(root -> root.setAll(queue.root())));
        };
    }

    private static Document named(String kind, Target.Resource target) {
        return Document.object("marina.dev/v1", kind).with(target.name(), "metadata", "name");
    }
}
