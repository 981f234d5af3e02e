package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.endpoint.WritePath.Written;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.managedfields.ManagedFields;
import dev.marina.apiserver.managedfields.ManagedFields.Submitted;
import dev.marina.apiserver.patch.PatchBody;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.Submission;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// update, the four patches, and what subresources change, for every type alike.
final class ChangeEndpoint {

    private static final String MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";
    private static final Set<String> BESIDE_THE_SPEC = Set.of("status", "finalize");
    private static final byte[] MANAGED_FIELDS = "managedFields".getBytes(StandardCharsets.US_ASCII);

    private final WritePath path;
    private final CreateEndpoint creates;

    ChangeEndpoint(WritePath path, CreateEndpoint creates) {
        this.path = path;
        this.creates = creates;
    }

    /// An object as it is there.
    ///
    /// @param document without managedFields
    private record Present(Document document, ManagedFields managed) {
        static Present of(Stored shown, ResourceDefinition definition) {
            Encoding.Parts parts = Encoding.decode(shown.bytes());
            return new Present(ShownObjects.document(definition, parts.document()), ManagedFields.stored(parts.managedFields()));
        }
    }

    /// Makes the next object from the present one; called again when the present one has changed meanwhile.
    @FunctionalInterface
    private interface Change {
        Next apply(Present present);
    }

    /// @param document as the client wants it
    /// @param managers who manages what of it, told of the object as this path lets it be written
    private record Next(Document document, Function<Document, ManagedFields> managers) {}

    ApiResponse update(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        WriteOptions options = WriteOptions.update(request);
        SubmittedObject submitted = SubmittedObject.read(request, path.types(), definition, options.validation()).named(target, definition);
        Submitted managed = submitted.managed(request, target.subresource(), definition);
        FieldTracking tracking = FieldTracking.of(path.types(), definition, target.subresource(), options, path.clock().instant());
        Written written = change(request, target, options.asked(definition, "UpdateOptions"),
                present -> new Next(submitted.document(), next -> tracking.changed(present.document(), next, present.managed(), managed)));
        return answered(request, definition, 200, submitted.warnings(), written);
    }

    ApiResponse patch(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        PatchType type = patchType(request);
        WriteOptions options = WriteOptions.patch(request, type);
        return type == PatchType.APPLY ? apply(request, target, definition, options) : patch(request, target, definition, type, options);
    }

    private ApiResponse patch(ApiRequest request, Target.Resource target, ResourceDefinition definition, PatchType type, WriteOptions options) {
        byte[] patch = BodyReader.bytes(request);
        List<String> problems = options.validation() == FieldValidation.IGNORE ? List.of() : PatchBody.problems(patch, type == PatchType.JSON);
        // Nobody else's patch has to carry them through.
        boolean changesManagers = target.subresource().isEmpty() && Encoding.find(patch, MANAGED_FIELDS) >= 0;
        FieldTracking tracking = FieldTracking.of(path.types(), definition, target.subresource(), options, path.clock().instant());
        List<String> warnings = new ArrayList<>();
        Written written = change(request, target, options.asked(definition, "PatchOptions"), present -> {
            Document current = changesManagers ? present.managed().in(present.document()) : present.document();
            Document patched = path.types().patched(definition, current, type, patch);
            Submission made = new Submission.Patched(patched, problems, type == PatchType.STRATEGIC ? Optional.of(patch) : Optional.empty());
            SubmittedObject submitted = SubmittedObject.of(path.types().decode(definition, made, options.validation())).named(target, definition);
            warnings.clear();
            warnings.addAll(submitted.warnings());
            Submitted managed = submitted.managed(request, target.subresource(), definition);
            return new Next(submitted.document(), next -> tracking.changed(present.document(), next, present.managed(), managed));
        });
        return answered(request, definition, 200, warnings, written);
    }

    private ApiResponse apply(ApiRequest request, Target.Resource target, ResourceDefinition definition, WriteOptions options) {
        List<String> warnings = new ArrayList<>();
        Document configuration = FieldTracking.configuration(request, options, target, definition, warnings);
        FieldTracking tracking = FieldTracking.of(path.types(), definition, target.subresource(), options, path.clock().instant());
        for (int attempt = 1;; attempt++) {
            ClusterView view = path.views().current(request.requireCluster());
            if (view.find(key(view, target, definition)).isEmpty() && target.subresource().isEmpty()) {
                try {
                    return answered(request, definition, 201, warnings, createApplied(request, target, definition, options, configuration, tracking));
                } catch (StoreException.AlreadyExists e) {
                    if (attempt == WritePath.ATTEMPTS) {
                        throw StatusException.conflict(target.groupResource(), target.name(), MODIFIED);
                    }
                    continue;
                }
            }
            return answered(request, definition, 200, warnings, change(request, target, options.asked(definition, "PatchOptions"), present -> {
                FieldTracking.Applied applied = tracking.applied(present.document(), configuration, present.managed(), options);
                return new Next(decoded(applied.object(), target, definition), _ -> applied.managed());
            }));
        }
    }

    private Written createApplied(ApiRequest request, Target.Resource target, ResourceDefinition definition, WriteOptions options, Document configuration,
            FieldTracking tracking) {
        if (!configuration.uid().isEmpty()) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "uid mismatch: the provided object specified uid %s, and no existing object was found".formatted(configuration.uid()));
        }
        FieldTracking.Applied applied = tracking.appliedToNothing(configuration, options);
        return creates.create(request, target, definition, decoded(applied.object(), target, definition), options, true, _ -> applied.managed());
    }

    private Document decoded(Document merged, Target.Resource target, ResourceDefinition definition) {
        return SubmittedObject.of(path.types().decode(definition, Submission.clean(merged), FieldValidation.IGNORE)).named(target, definition).document();
    }

    private ApiResponse answered(ApiRequest request, ResourceDefinition definition, int status, List<String> warnings, Written written) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(written.warnings());
        return path.answer(request, definition, status, all, written.bytes());
    }

    static PatchType patchType(ApiRequest request) {
        String contentType = request.headers().first("content-type").split(";")[0].strip();
        return switch (contentType) {
            case "application/json-patch+json" -> PatchType.JSON;
            case "application/merge-patch+json" -> PatchType.MERGE;
            case "application/strategic-merge-patch+json" -> PatchType.STRATEGIC;
            case BodyReader.APPLY -> PatchType.APPLY;
            default -> throw new StatusException(415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                            + "application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
                    StatusException.Details.NONE);
        };
    }

    /// A change by the handler of a subresource.
    ///
    /// @param subresource as what it is checked
    /// @param tracked whether the writer comes to manage what changes, in the subresource's name
    Written changed(ApiRequest request, Target.Resource target, ResourceDefinition definition, String subresource, boolean tracked,
            UnaryOperator<Document> change) {
        Target.Resource checked = new Target.Resource("update", target.resource(), target.namespace(), target.name(), subresource);
        WriteOptions options = WriteOptions.update(request);
        FieldTracking tracking = FieldTracking.of(path.types(), definition, target.subresource(), options, path.clock().instant());
        return change(request, checked, options.asked(definition, "UpdateOptions"), present -> new Next(change.apply(present.document()),
                next -> tracked ? tracking.changed(present.document(), next, present.managed(), new Submitted.Nothing()) : present.managed()));
    }

    private Written change(ApiRequest request, Target.Resource target, AdmissionRequest.Asked asked, Change change) {
        for (int attempt = 1;; attempt++) {
            try {
                return changeOnce(request, target, asked, change);
            } catch (StoreException.Conflict | StoreException.AlreadyExists e) {
                if (attempt == WritePath.ATTEMPTS) {
                    throw StatusException.conflict(target.groupResource(), target.name(), MODIFIED);
                }
            } catch (StoreException.Claimed e) {
                if (attempt == WritePath.ATTEMPTS) {
                    throw ServiceAllocation.taken(target.name(), e.claim);
                }
            }
        }
    }

    private Written changeOnce(ApiRequest request, Target.Resource target, AdmissionRequest.Asked asked, Change change) {
        ResourceDefinition definition = asked.definition();
        ClusterView view = path.views().current(request.requireCluster());
        TypeMachinery types = path.types();
        ObjectKey key = key(view, target, definition);
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        ReadEndpoint.requireReadable(stored);
        Present present = Present.of(path.shown().of(definition, stored), definition);
        Document current = present.document();
        Next wanted = change.apply(present);
        checkVersionAndUid(target, current, wanted.document());
        Document next = types.serialised(definition,
                prepared(target.subresource(), definition, wanted.document(), current, view, ResourceStrategy::prepareForUpdate));
        ManagedFields managed = wanted.managers().apply(next);
        AdmissionRequest admitted = path.mutated(new AdmissionRequest(request.requireIdentity(), Operation.UPDATE, target.groupResource(),
                target.subresource(), key.namespace(), key.name(), next, Optional.of(current), view, asked));
        // whoever changes it on its way writes no more of it than who sent it
        Document admittedObject = admitted.object() == next
                ? next
                : types.serialised(definition,
                        prepared(target.subresource(), definition, admitted.object(), current, view, ResourceStrategy::prepareAdmitted));
        next = withGeneration(target.subresource(), definition, admittedObject, current);
        admitted = admitted.with(next);
        Document changed = next;
        List<String> warnings = path.check(request, admitted, definition, updateErrors(definition, target.subresource(), next, current),
                () -> warnings(definition, target.subresource(), changed, current));
        AdmissionPlugin.Account account = path.admission().account(admitted);
        if (asked.dryRun()) {
            return new Written(path.unwritten(definition, next, managed), warnings);
        }
        if (Encoding.same(next, current) && asStored(definition, next, stored) && managed.sameButForTimes(present.managed()) && account.writes().isEmpty()) {
            return new Written(stored.bytes(), warnings);
        }
        List<Mutation.Predicate> predicates = List.of(view.isVirtual(key) ? new Mutation.Absent(key) : new Mutation.VersionIs(key, stored.version()));
        if (DeletionPlan.finished(next)) {
            path.commit(request, account, new Mutation.Delete(key), predicates);
            return new Written(path.unwritten(definition, next, managed), warnings);
        }
        return new Written(path.commit(request, account, Encoding.put(definition, key, next, managed), predicates).results().getFirst().orElseThrow().bytes(),
                warnings);
    }

    private static List<String> warnings(ResourceDefinition definition, String subresource, Document next, Document current) {
        return switch (subresource) {
            case "" -> definition.strategy().warnings(next, Optional.of(current));
            case "status" -> definition.strategy().statusWarnings(next);
            default -> List.of();
        };
    }

    /// Whether an object of a custom type is stored in the version and form in which it would be stored now.
    private static boolean asStored(ResourceDefinition definition, Document object, Stored stored) {
        return definition.definedBy().isEmpty() || Encoding.same(definition.toStored(object), Encoding.decode(stored.bytes()).document());
    }

    static ObjectKey key(ClusterView view, Target.Resource target, ResourceDefinition definition) {
        return new ObjectKey(view.cluster(), definition.stored().groupResource(), definition.namespaced() ? target.namespace() : "", target.name());
    }

    /// A version that the client read and is no longer the present one is a conflict that no retry can help.
    private static void checkVersionAndUid(Target.Resource target, Document current, Document submitted) {
        if (!submitted.resourceVersion().isEmpty() && !submitted.resourceVersion().equals("0")
                && !submitted.resourceVersion().equals(current.resourceVersion())) {
            throw StatusException.conflict(target.groupResource(), target.name(), MODIFIED);
        }
        if (!submitted.uid().isEmpty() && !submitted.uid().equals(current.uid())) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(submitted.uid(), current.uid()));
        }
    }

    /// A rule of the strategy's.
    @FunctionalInterface
    private interface Preparation {
        Document of(ResourceStrategy strategy, Document submitted, Document stored);
    }

    private Document prepared(String subresource, ResourceDefinition definition, Document submitted, Document current, ClusterView view,
            Preparation preparation) {
        Document kept = Metadata.kept(submitted, current);
        Document next = switch (subresource) {
            case "status" -> {
                Document status = definition.strategy().defaultsStatus() ? path.types().defaulted(definition, kept) : kept;
                yield definition.definedBy().isPresent()
                        ? withField(current, "status", status.root().path("status"))
                        : definition.strategy().prepareForStatus(withStatusOf(current, status), current);
            }
            case "finalize" -> withField(current, "spec", kept.at("spec"));
            default -> preparation.of(definition.strategy().through(subresource), path.types().defaulted(definition, kept), current);
        };
        if (subresource.isEmpty() && ServiceAllocation.concerns(definition.groupResource())) {
            next = path.services().allocate(next, current, view);
        }
        return next.with(current.resourceVersion(), "metadata", "resourceVersion");
    }

    private Document withGeneration(String subresource, ResourceDefinition definition, Document next, Document current) {
        boolean counts = !BESIDE_THE_SPEC.contains(subresource) && definition.strategy().through(subresource).countsGenerations();
        return counts && changed(definition, next, current) ? next.with(current.generation() + 1, "metadata", "generation") : next;
    }

    private boolean changed(ResourceDefinition definition, Document next, Document current) {
        boolean status = definition.strategy().countsStatus();
        return !Encoding.generated(next, status).equals(Encoding.generated(current, status))
                && !Encoding.generated(next, status).equals(Encoding.generated(inPresentForm(definition, current), status));
    }

    /// What is compared with what is stored is compared with its present form before it is refused.
    private List<FieldError> updateErrors(ResourceDefinition definition, String subresource, Document next, Document current) {
        List<FieldError> errors = path.types().updateErrors(definition, subresource, next, current);
        return errors.isEmpty() ? errors : path.types().updateErrors(definition, subresource, next, inPresentForm(definition, current));
    }

    /// What an earlier version of the server stored may have another form and mean the same.
    private Document inPresentForm(ResourceDefinition definition, Document stored) {
        return path.types().serialised(definition, path.types().defaulted(definition, stored));
    }

    /// A status update may also change labels and annotations, as upstream's does.
    private static Document withStatusOf(Document current, Document submitted) {
        Document next = withField(current, "status", submitted.root().path("status"));
        next = withField(next, "metadata", "labels", submitted.at("metadata").path("labels"));
        return withField(next, "metadata", "annotations", submitted.at("metadata").path("annotations"));
    }

    private static Document withField(Document document, String field, JsonNode value) {
        return value.isMissingNode() || value.isNull() ? document.without(field) : document.with(value, field);
    }

    private static Document withField(Document document, String parent, String field, JsonNode value) {
        return value.isMissingNode() || value.isNull() ? document.without(parent, field) : document.with(value, parent, field);
    }
}
