package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Last in the chain: answers requests for resources, whatever their type.
public final class ResourceEndpoint implements ApiHandler {

    private static final long MOST_SHARED_BYTES = 64L << 20;

    private final TypeMachinery types;
    private final ReadEndpoint read;
    private final WatchEndpoint watch;
    private final CreateEndpoint creates;
    private final ChangeEndpoint changes;
    private final DeleteEndpoint deletes;
    private final Map<String, SubresourceHandler> subresources;
    private final Map<String, SubresourceHandler> reviews;
    private final ApiHandler nonResources;
    private final SubresourceAdmission subresourceAdmission;

    /// @param subresources by `resource.group/subresource`, such as `pods/binding` or `machines.marina.dev/nodecredentials`, and
    ///     `*/scale` for those that are alike for all types
    /// @param reviews types that are asked and not stored, by `resource.group`
    public ResourceEndpoint(ClusterViews views, TypeMachinery types, AdmissionChain admission, WriteRules rules, Map<String, SubresourceHandler> subresources,
            Map<String, SubresourceHandler> reviews, ApiHandler nonResources, Clock clock, RandomGenerator random) {
        this.types = types;
        SharedForms forms = new SharedForms(MOST_SHARED_BYTES);
        this.read = new ReadEndpoint(views, forms, clock);
        this.watch = new WatchEndpoint(views, types, forms, clock, random);
        WritePath path = new WritePath(views, types, admission, rules, new ServiceAllocation(random), forms, clock, random);
        this.creates = new CreateEndpoint(path);
        this.changes = new ChangeEndpoint(path, creates);
        this.deletes = new DeleteEndpoint(path);
        this.subresources = Map.copyOf(subresources);
        this.reviews = Map.copyOf(reviews);
        this.nonResources = nonResources;
        this.subresourceAdmission = new SubresourceAdmission(views, admission);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return switch (request.target()) {
            case Target.NonResource _ -> nonResources.handle(request);
            case Target.Resource target -> resource(request, target);
        };
    }

    private ApiResponse resource(ApiRequest request, Target.Resource target) {
        if (request.cluster().isEmpty()) {
            throw StatusException.notServed();
        }
        ResourceRegistry registry = types.registry(request.requireCluster());
        if (!registry.serves(target.resource().group(), target.resource().version()) && !(request.peer() instanceof Peer.InProcess)) {
            return ApiResponse.pageNotFound();
        }
        ResourceDefinition definition = definition(request, target, registry).orElseThrow(StatusException::notServed);
        boolean homeless = definition.namespaced() && target.namespace().isEmpty() && !target.name().isEmpty();
        if (homeless || misplaced(target, definition)) {
            throw StatusException.notServed();
        }
        ApiResponse answer = answer(request, target, definition);
        return answer instanceof ApiResponse.Bytes bytes && definition.strategy().warning().isPresent()
                ? bytes.warning(definition.strategy().warning().get())
                : answer;
    }

    private ApiResponse answer(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        if (!target.subresource().isEmpty()) {
            return subresource(request, target, definition);
        }
        SubresourceHandler review = reviews.get(target.groupResource().toString());
        if (review != null && target.verb().equals("create")) {
            OutputForm.requireWhole(request);
            return review.handle(request, target, definition, change(request, target, definition));
        }
        if (definition.verbs().stream().noneMatch(verb -> verb.wire().equals(target.verb()))) {
            throw StatusException.methodNotAllowed();
        }
        return switch (target.verb()) {
            case "get" -> read.get(request, target, definition);
            case "list" -> read.list(request, target, definition);
            case "watch" -> watch.watch(request, target, definition);
            case "create" -> creates.create(request, target, definition);
            case "update" -> changes.update(request, target, definition);
            case "patch" -> changes.patch(request, target, definition);
            case "delete" -> deletes.delete(request, target, definition, BodyReader.orEmpty(request));
            case "deletecollection" -> deletes.deleteCollection(request, target, definition);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    /// The control plane itself also reaches what is stored under a version that is not served: somebody has to delete it.
    private static Optional<ResourceDefinition> definition(ApiRequest request, Target.Resource target, ResourceRegistry registry) {
        Optional<ResourceDefinition> served = registry.find(target.resource());
        return served.isEmpty() && request.peer() instanceof Peer.InProcess ? registry.find(target.groupResource()) : served;
    }

    /// Objects of no namespace are not reached through one, where other rules allow. A namespace is its own.
    private static boolean misplaced(Target.Resource target, ResourceDefinition definition) {
        boolean namespaces = target.resource().group().isEmpty() && target.resource().resource().equals("namespaces");
        return !definition.namespaced() && !target.namespace().isEmpty() && !namespaces;
    }

    private ApiResponse subresource(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        if (definition.subresources().stream().noneMatch(sub -> sub.name().equals(target.subresource()))) {
            throw StatusException.notServed();
        }
        SubresourceHandler handler = subresources.get(target.groupResource() + "/" + target.subresource());
        if (handler == null) {
            handler = subresources.get("*/" + target.subresource());
        }
        if (handler != null) {
            subresourceAdmission.admit(request, target, definition);
            return handler.handle(request, target, definition, change(request, target, definition));
        }
        return switch (target.verb()) {
            case "get" -> read.get(request, target, definition);
            case "update" -> changes.update(request, target, definition);
            case "patch" -> changes.patch(request, target, definition);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    /// The write path of one object, for handlers of subresources.
    private SubresourceHandler.ObjectWriter change(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        return new SubresourceHandler.ObjectWriter() {
            @Override
            public byte[] change(String subresource, UnaryOperator<Document> change) {
                // What is created on an object, such as a binding, is the server's own doing.
                boolean tracked = !target.verb().equals("create");
                return changes.changed(request, target, definition, subresource, tracked, change).bytes();
            }

            @Override
            public byte[] change(GroupVersionResource resource, String name, String subresource, UnaryOperator<Document> change) {
                ResourceDefinition other = types.registry(request.requireCluster()).find(resource).orElseThrow(StatusException::notServed);
                return changes
                        .changed(request, new Target.Resource("update", resource, target.namespace(), name, subresource), other, subresource, false, change)
                        .bytes();
            }

            @Override
            public void ask(Document object, Document before) {
                subresourceAdmission.sent(request, target, definition, object, Optional.of(before));
            }

            @Override
            public ApiResponse delete(Document options) {
                return deletes.delete(request, new Target.Resource("delete", target.resource(), target.namespace(), target.name(), ""), definition, options);
            }
        };
    }
}
