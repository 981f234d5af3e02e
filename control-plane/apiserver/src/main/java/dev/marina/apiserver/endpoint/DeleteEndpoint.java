package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.api.Tombstone;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.store.Committed;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// delete and deletecollection, for every type alike.
final class DeleteEndpoint {

    private static final String ORPHANS = "child pods are preserved by default when %s are deleted; set propagationPolicy=Background to remove them or set "
            + "propagationPolicy=Orphan to suppress this warning";

    private final WritePath path;

    DeleteEndpoint(WritePath path) {
        this.path = path;
    }

    ApiResponse delete(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        Deleted deleted = deleted(request, target, definition, options);
        ApiResponse.Bytes answer = deleted.gone() && !definition.resource().resource().equals("pods")
                ? ApiResponse.json(200, StatusMapper.success(target.groupResource(), target.name(), deleted.uid()))
                : path.answer(request, definition, 200, List.of(), deleted.object());
        boolean silent = DeletionPlan.Options.of(options, OptionalLong.empty(), request.query().text("propagationPolicy")).propagation().isEmpty();
        return definition.strategy().orphansDependents() && silent ? answer.warning(ORPHANS.formatted(target.groupResource().resource())) : answer;
    }

    record Deleted(boolean gone, String uid, byte[] object) {}

    private Deleted deleted(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        for (int attempt = 1;; attempt++) {
            try {
                return deleteOnce(request, target, definition, options);
            } catch (StoreException.Conflict | StoreException.AlreadyExists e) {
                if (attempt == WritePath.ATTEMPTS) {
                    throw e;
                }
            } catch (StoreException.NotFound e) {
                throw StatusException.notFound(target.groupResource(), target.name());
            }
        }
    }

    private Deleted deleteOnce(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        ClusterView view = path.views().current(request.requireCluster());
        ObjectKey key = ChangeEndpoint.key(view, target, definition);
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        boolean virtual = view.isVirtual(key);
        Document current = stored.opaque()
                ? Document.empty()
                : ShownObjects.document(definition, Document.parse(path.shown().of(definition, stored).bytes()));
        checkPreconditions(target, current, options);
        boolean dryRun = WriteOptions.dryRun(request) || options.at("dryRun").isArray() && !options.at("dryRun").isEmpty();
        AdmissionRequest asked = new AdmissionRequest(request.requireIdentity(), Operation.DELETE, target.groupResource(), "", key.namespace(), key.name(),
                current, Optional.of(current), view, new AdmissionRequest.Asked(definition, definition.kind(), dryRun, options(options)));
        path.admission().validate(asked);
        OptionalLong grace = request.query().number("gracePeriodSeconds");
        DeletionPlan.Options given = DeletionPlan.Options.of(options, grace, request.query().text("propagationPolicy"));
        DeletionPlan plan = stored.opaque()
                ? new DeletionPlan.Remove()
                : DeletionPlan.of(current.terminating() ? current : definition.strategy().prepareForDelete(current),
                        definition.strategy().orphansDependents() ? given.orElse("Orphan", current) : given, path.clock().instant());
        if (dryRun) {
            return new Deleted(plan instanceof DeletionPlan.Remove, current.uid(), stored.bytes());
        }
        return switch (plan) {
            case DeletionPlan.Leave _ -> new Deleted(false, current.uid(), stored.bytes());
            case DeletionPlan.Mark mark -> {
                Mutation.Put put = Encoding.put(definition, key, mark.object());
                Committed committed = path.commit(request, List.of(put), List.of(unchanged(virtual, key, stored.version())));
                yield new Deleted(false, current.uid(), committed.results().getFirst().orElseThrow().bytes());
            }
            case DeletionPlan.Remove _ when virtual -> {
                materialise(request, definition, key, stored);
                yield deleteOnce(request, target, definition, options);
            }
            case DeletionPlan.Remove _ -> {
                AdmissionPlugin.Account account = path.admission().account(asked);
                account.reserve();
                List<Mutation.Predicate> predicates = new ArrayList<>(account.predicates());
                predicates.add(new Mutation.VersionIs(key, stored.version()));
                List<Mutation.Write> writes = new ArrayList<>();
                writes.add(new Mutation.Delete(key));
                writes.addAll(account.writes());
                tombstone(view, key).ifPresent(writes::add);
                path.commit(request, writes, predicates);
                yield new Deleted(true, current.uid(), stored.bytes());
            }
        };
    }

    private static Document options(Document given) {
        return given.edited(options -> options.put("apiVersion", "meta.k8s.io/v1").put("kind", "DeleteOptions"));
    }

    private static Mutation.Predicate unchanged(boolean virtual, ObjectKey key, ResourceVersion version) {
        return virtual ? new Mutation.Absent(key) : new Mutation.VersionIs(key, version);
    }

    /// A default object that is deleted is stored first, so that watchers see it go.
    private void materialise(ApiRequest request, ResourceDefinition definition, ObjectKey key, Stored stored) {
        Document object = definition.fromStored(Document.parse(stored.bytes()));
        path.commit(request, List.of(Encoding.put(definition, key, object)), List.of(new Mutation.Absent(key)));
    }

    /// What keeps a deleted default object from coming back.
    private static Optional<Mutation.Write> tombstone(ClusterView view, ObjectKey key) {
        return view.defaults().find(key.resource(), key.name()).filter(object -> object.belongsTo(view.record())).map(object -> {
            ObjectKey tombstone = Tombstone.key(key.cluster(), key.resource(), key.name());
            Document document = Document.object("internal.marina.dev/v1", "Tombstone").with(tombstone.name(), "metadata", "name");
            return new Mutation.Put(tombstone, Encoding.encode(document), Fields.NONE);
        });
    }

    private static void checkPreconditions(Target.Resource target, Document current, Document options) {
        String uid = options.text("preconditions", "uid");
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(uid, current.uid()));
        }
        String version = options.text("preconditions", "resourceVersion");
        if (!version.isEmpty() && !version.equals(current.resourceVersion())) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "Precondition failed: ResourceVersion in precondition: %s, ResourceVersion in object meta: %s".formatted(version,
                            current.resourceVersion()));
        }
    }

    ApiResponse deleteCollection(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        Selection selection = Selection.of(request, target, definition);
        Document options = TypedBodies.deleteOptions(request);
        ClusterView view = path.views().current(request.requireCluster());
        List<Stored> chosen;
        try (Stream<Stored> all = view.list(definition.stored().groupResource(), target.namespace())) {
            chosen = path.shown().of(definition, all.filter(selection::inNamespace).toList()).stream().filter(selection::matches).toList();
        }
        for (Stored stored : chosen) {
            Target.Resource one = new Target.Resource("delete", target.resource(), stored.key().namespace(), stored.key().name(), "");
            try {
                deleted(request, one, definition, options);
            } catch (StatusException e) {
                if (!e.is("NotFound")) {
                    throw e;
                }
            }
        }
        return Rendering.of(request, definition, path.forms(), path.clock().instant()).list(chosen, view.version().toString(), Continuation.NONE);
    }
}
