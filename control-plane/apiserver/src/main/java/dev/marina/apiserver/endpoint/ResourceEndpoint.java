package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.budget.ClusterBudgets;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Subresource;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.webhook.Reluctance;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Last in the chain: answers requests for resources, whatever their type.
public final class ResourceEndpoint implements ApiHandler {

    private static final long MOST_SHARED_BYTES = 64L << 20;
    /// Subresources that are answered with what somebody else says.
    private static final Set<String> OF_ONE_OBJECT = Set.of("update", "patch");
    private static final Set<String> STREAMS = Set.of("attach", "exec", "log", "portforward", "proxy");

    private final TypeMachinery types;
    private final ReadEndpoint read;
    private final WatchEndpoint watch;
    private final CreateEndpoint creates;
    private final ChangeEndpoint changes;
    private final DeleteEndpoint deletes;
    private final Map<String, SubresourceHandler> subresources;
    private final Map<String, SubresourceHandler> reviews;
    private final Map<GroupResource, ComputedObjects> computed;
    private final ComputedEndpoint computing;
    private final ApiHandler nonResources;
    private final SubresourceAdmission subresourceAdmission;

    /// @param subresources by `resource.group/subresource`, such as `pods/binding` or `machines.marina.dev/nodecredentials`, and
    ///     `*/scale` for those that are alike for all types
    /// @param reviews types that are asked and not stored, by `resource.group`
    /// @param computed types whose objects are made when somebody asks
    /// @param watchers get every watch
    public ResourceEndpoint(ClusterViews views, TypeMachinery types, AdmissionChain admission, WriteRules rules, Map<String, SubresourceHandler> subresources,
            Map<String, SubresourceHandler> reviews, Map<GroupResource, ComputedObjects> computed, ApiHandler nonResources, Watchers watchers,
            ClusterBudgets budgets, Clock clock,
            RandomGenerator random) {
        this.types = types;
        SharedForms forms = new SharedForms(MOST_SHARED_BYTES);
        ShownObjects shown = new ShownObjects(forms);
        this.read = new ReadEndpoint(views, forms, shown, budgets, clock);
        this.watch = new WatchEndpoint(views, types, forms, shown, watchers, clock, random);
        WritePath path = new WritePath(views, types, admission, rules, new ServiceAllocation(random), forms, shown, clock, random);
        this.creates = new CreateEndpoint(path);
        this.changes = new ChangeEndpoint(path, creates);
        this.deletes = new DeleteEndpoint(path);
        this.subresources = Map.copyOf(subresources);
        this.reviews = Map.copyOf(reviews);
        this.computed = Map.copyOf(computed);
        this.computing = new ComputedEndpoint(clock);
        this.nonResources = nonResources;
        this.subresourceAdmission = new SubresourceAdmission(views, admission);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return switch (request.target()) {
            case Target.NonResource _ -> nonResources.handle(request);
            case Target.Resource target when request.peer() instanceof Peer.InProcess -> Reluctance.ofComponent(() -> resource(request, target));
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
        Optional<OutputForm> form = form(request, target, definition);
        ApiResponse answer = answer(request, target, definition);
        if (form.filter(OutputForm::protobuf).isPresent() && answer instanceof ApiResponse.Bytes bytes) {
            answer = bytes.asProtobuf();
        }
        return answer instanceof ApiResponse.Bytes bytes && definition.strategy().warning().isPresent()
                ? bytes.warning(definition.strategy().warning().get())
                : answer;
    }

    /// Known before anything is done; empty for what is no object.
    private Optional<OutputForm> form(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        if (STREAMS.contains(target.subresource())) {
            return Optional.empty();
        }
        return Optional.of(reviews.containsKey(target.groupResource().toString())
                ? OutputForm.whole(request, definition)
                : OutputForm.of(request, definition));
    }

    private ApiResponse answer(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        if (!target.subresource().isEmpty()) {
            return subresource(request, target, definition);
        }
        if (target.verb().equals("create") && !target.name().isEmpty()) {
            throw StatusException.methodNotAllowed();
        }
        SubresourceHandler review = reviews.get(target.groupResource().toString());
        if (review != null && target.verb().equals("create")) {
            return review.handle(TypedBodies.read(request, definition.schema()), target, definition, change(request, target, definition));
        }
        ComputedObjects objects = computed.get(target.groupResource());
        if (objects != null) {
            return computing.answer(request, target, definition, objects);
        }
        if (definition.verbs().stream().noneMatch(verb -> verb.wire().equals(target.verb()))) {
            throw StatusException.methodNotAllowed();
        }
        if (target.name().isEmpty() && OF_ONE_OBJECT.contains(target.verb())) {
            throw StatusException.methodNotAllowed();
        }
        return switch (target.verb()) {
            case "get" -> read.get(request, target, definition);
            case "list" -> read.list(request, target, definition);
            case "watch" -> watch.watch(request, target, definition);
            case "create" -> creates.create(request, target, definition);
            case "update" -> changes.update(request, target, definition);
            case "patch" -> changes.patch(request, target, definition);
            case "delete" -> deletes.delete(request, target, definition, TypedBodies.deleteOptions(request));
            case "deletecollection" -> deletes.deleteCollection(request, target, definition);
            default -> throw StatusException.methodNotAllowed();
        };
    }

    /// The control plane itself also reaches what is stored under a version that is not served: somebody has to delete it, and asks
    /// nobody then what it is in another version.
    private static Optional<ResourceDefinition> definition(ApiRequest request, Target.Resource target, ResourceRegistry registry) {
        Optional<ResourceDefinition> served = registry.find(target.resource());
        if (target.verb().equals("delete") && request.peer() instanceof Peer.InProcess) {
            return served.or(() -> registry.find(target.groupResource())).map(type -> type.converts() ? type.stored() : type);
        }
        return served.isEmpty() && request.peer() instanceof Peer.InProcess ? registry.find(target.groupResource()) : served;
    }

    /// Objects of no namespace are not reached through one, where other rules allow. A namespace is its own.
    private static boolean misplaced(Target.Resource target, ResourceDefinition definition) {
        boolean namespaces = target.resource().group().isEmpty() && target.resource().resource().equals("namespaces");
        return !definition.namespaced() && !target.namespace().isEmpty() && !namespaces;
    }

    private ApiResponse subresource(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        Subresource subresource = definition.subresources().stream().filter(sub -> sub.name().equals(target.subresource())).findFirst()
                .orElseThrow(StatusException::notServed);
        // What a proxy is asked it sends on, whatever the method.
        if (!subresource.verbs().contains(target.verb()) && !subresource.name().equals("proxy")) {
            throw StatusException.methodNotAllowed();
        }
        SubresourceHandler handler = subresources.get(target.groupResource() + "/" + target.subresource());
        if (handler == null) {
            handler = subresources.get("*/" + target.subresource());
        }
        if (handler != null) {
            boolean object = !STREAMS.contains(target.subresource()) && !target.verb().equals("patch");
            ApiRequest typed = object ? TypedBodies.read(request, subresource.kind()) : request;
            subresourceAdmission.admit(typed, target, definition);
            return handler.handle(typed, target, definition, change(typed, target, definition));
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
