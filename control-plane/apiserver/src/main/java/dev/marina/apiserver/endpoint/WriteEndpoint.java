package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.patch.PatchBody;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.apiserver.types.apiextensions.CustomResourceDefinitionType;
import dev.marina.store.Committed;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import dev.marina.store.Stored;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// create, update, patch, delete and deletecollection, for every type alike. What is decided from a view of the cluster is
/// committed under the predicate that the view still holds; where it does not, and the client did not insist on a version,
/// everything is decided anew.
final class WriteEndpoint {

    private static final int ATTEMPTS = 12;
    private static final String ORPHANS = "child pods are preserved by default when %s are deleted; set propagationPolicy=Background to remove them or set "
            + "propagationPolicy=Orphan to suppress this warning";

    private final ClusterViews views;
    private final TypeMachinery types;
    private final AdmissionChain admission;
    private final WriteRules rules;
    private final ServiceAllocation services;
    private final SharedForms forms;
    private final Clock clock;
    private final RandomGenerator random;

    WriteEndpoint(ClusterViews views, TypeMachinery types, AdmissionChain admission, WriteRules rules, SharedForms forms, Clock clock,
            RandomGenerator random) {
        this.views = views;
        this.forms = forms;
        this.types = types;
        this.admission = admission;
        this.rules = rules;
        this.services = new ServiceAllocation(random);
        this.clock = clock;
        this.random = random;
    }

    /// Makes the next object from the present one; called again when the present one has changed meanwhile.
    @FunctionalInterface
    interface Change {
        Document apply(Document current);
    }

    /// @param bytes the object as it is stored afterwards
    /// @param warnings of admission
    record Written(byte[] bytes, List<String> warnings) {}

    // -- create

    ApiResponse create(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        TypeMachinery.Decoded decoded = decoded(request, definition);
        Document object = decoded.document();
        if (!object.resourceVersion().isEmpty()) {
            throw StatusException.badRequest("resourceVersion should not be set on objects to be created");
        }
        String namespace = checkedNamespace(definition, target, object);
        boolean generated = object.name().isEmpty() && !object.text("metadata", "generateName").isEmpty();
        for (int attempt = 1; ; attempt++) {
            String name = generated ? Metadata.generatedName(object.text("metadata", "generateName"), random) : object.name();
            try {
                return answer(request, definition, 201, decoded.warnings(), createNamed(request, target.withName(name), definition, object, namespace, name));
            } catch (StoreException.AlreadyExists e) {
                if (!generated || attempt == ATTEMPTS) {
                    throw StatusException.alreadyExists(target.groupResource(), name);
                }
            } catch (StoreException.NamespaceNotActive e) {
                throw StatusMapper.namespaceNotActive(e, new ObjectKey(request.clusterId(), target.groupResource(), namespace, name));
            } catch (StoreException.Conflict e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (StoreException.NotFound e) {
                if (definition.definedBy().isEmpty()) {
                    throw e;
                }
                // the type went while the object was made
                throw StatusException.notServed();
            } catch (StoreException.Claimed e) {
                if (attempt == ATTEMPTS || chosenByClient(object, e.claim)) {
                    throw ServiceAllocation.taken(name, e.claim);
                }
            }
        }
    }

    private static boolean chosenByClient(Document service, String claim) {
        String value = claim.substring(claim.lastIndexOf('/') + 1);
        return service.text("spec", "clusterIP").equals(value)
                || service.at("spec", "ports").valueStream().anyMatch(port -> port.path("nodePort").asText("").equals(value));
    }

    private Written createNamed(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document submitted, String namespace, String name) {
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = new ObjectKey(view.cluster(), definition.stored().groupResource(), namespace, name);
        if (view.isVirtual(key)) {
            throw new StoreException.AlreadyExists(key.toString());
        }
        Document object = Metadata.created(submitted, namespace, name, definition.strategy().countsGenerations(), clock.instant());
        AdmissionRequest admitted = admission.mutate(new AdmissionRequest(request.requireIdentity(), Operation.CREATE, target.groupResource(), "",
                namespace, name, types.defaulted(definition, object), Optional.empty(), view));
        // after admission, since what it fills in decides about a pod's quality of service
        object = definition.strategy().prepareForCreate(types.defaulted(definition, admitted.object()));
        if (ServiceAllocation.concerns(target.groupResource())) {
            object = services.allocate(object, Document.empty(), view);
        }
        object = types.serialised(definition, types.defaulted(definition, object));
        admitted = admitted.with(object);
        refuse(definition, name, types.createErrors(definition, name, object));
        rules.check(admitted);
        List<String> warnings = admission.validate(admitted);
        AdmissionPlugin.Account account = admission.account(admitted);
        if (dryRun(request)) {
            return new Written(definition.toStored(object).bytes(), warnings);
        }
        account.reserve();
        List<Mutation.Predicate> predicates = new ArrayList<>(account.predicates());
        predicates.add(new Mutation.Absent(key));
        if (!namespace.isEmpty()) {
            predicates.add(new Mutation.NamespaceActive(namespace));
        }
        definition.definedBy().ifPresent(definer -> predicates.add(new Mutation.Lives(
                new ObjectKey(view.cluster(), CustomResourceDefinitionType.DEFINITION.groupResource(), "", definer.name()), definer.uid())));
        List<Mutation.Write> writes = new ArrayList<>();
        writes.add(Encoding.put(definition, key, object));
        writes.addAll(account.writes());
        return new Written(commit(request, writes, predicates).results().getFirst().orElseThrow().bytes(), warnings);
    }

    private TypeMachinery.Decoded decoded(ApiRequest request, ResourceDefinition definition) {
        Submission submission = BodyReader.submission(request);
        checkKind(definition, submission.document());
        TypeMachinery.Decoded decoded = types.decode(definition, submission, fieldValidation(request));
        Document object = decoded.document();
        boolean named = !object.apiVersion().isEmpty() && !object.kind().isEmpty();
        return named ? decoded : new TypeMachinery.Decoded(object.edited(root ->
                root.put("apiVersion", definition.resource().apiVersion()).put("kind", definition.names().kind())), decoded.warnings());
    }

    /// A kind that is not said is the one of the address.
    private static void checkKind(ResourceDefinition definition, Document object) {
        String apiVersion = object.apiVersion().isEmpty() ? definition.resource().apiVersion() : object.apiVersion();
        String kind = object.kind().isEmpty() ? definition.names().kind() : object.kind();
        if (!GroupVersionKind.of(apiVersion, kind).equals(definition.kind())) {
            throw StatusException.badRequest("the object provided has the kind %s of %s, which does not match the expected %s of %s".formatted(
                    kind, apiVersion, definition.names().kind(), definition.resource().apiVersion()));
        }
    }

    private static String checkedNamespace(ResourceDefinition definition, Target.Resource target, Document object) {
        if (!definition.namespaced()) {
            return "";
        }
        if (target.namespace().isEmpty()) {
            throw StatusException.badRequest("an empty namespace may not be set during creation");
        }
        if (!object.namespace().isEmpty() && !object.namespace().equals(target.namespace())) {
            throw StatusException.badRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
        return target.namespace();
    }

    private static FieldValidation fieldValidation(ApiRequest request) {
        if (request.peer() instanceof Peer.InProcess) {
            return FieldValidation.IGNORE;
        }
        return switch (request.query().text("fieldValidation")) {
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            case "", "Warn" -> FieldValidation.WARN;
            default -> throw StatusException.badRequest("fieldValidation must be Strict, Warn or Ignore");
        };
    }

    private static boolean dryRun(ApiRequest request) {
        List<String> values = request.query().all("dryRun");
        if (values.stream().anyMatch(value -> !value.equals("All"))) {
            throw StatusException.badRequest("dryRun must be All");
        }
        return !values.isEmpty();
    }

    private static void refuse(ResourceDefinition definition, String name, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Metadata.invalid(definition, name, errors);
        }
    }

    // -- update and patch

    ApiResponse update(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        TypeMachinery.Decoded decoded = decoded(request, definition);
        Document object = decoded.document();
        if (object.name().isEmpty() || !object.name().equals(target.name())) {
            throw StatusException.badRequest("the name of the object (%s) does not match the name on the URL (%s)".formatted(object.name(), target.name()));
        }
        checkedNamespace(definition, target, object);
        return answer(request, definition, 200, decoded.warnings(), change(request, target, definition, _ -> object));
    }

    ApiResponse patch(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        PatchType type = patchType(request);
        byte[] patch = BodyReader.bytes(request);
        FieldValidation validation = fieldValidation(request);
        List<String> problems = validation == FieldValidation.IGNORE ? List.of() : PatchBody.problems(patch, type == PatchType.JSON);
        List<String> warnings = new ArrayList<>();
        Written result = change(request, target, definition, current -> {
            Document patched = types.patched(definition, current, type, patch);
            TypeMachinery.Decoded decoded = types.decode(definition, new Submission.Patched(patched, problems), validation);
            warnings.clear();
            warnings.addAll(decoded.warnings());
            return decoded.document();
        });
        return answer(request, definition, 200, warnings, result);
    }

    static PatchType patchType(ApiRequest request) {
        String contentType = request.headers().first("content-type").split(";")[0].strip();
        return switch (contentType) {
            case "application/json-patch+json" -> PatchType.JSON;
            case "application/merge-patch+json" -> PatchType.MERGE;
            case "application/strategic-merge-patch+json" -> PatchType.STRATEGIC;
            case "application/apply-patch+yaml" -> PatchType.APPLY;
            default -> throw new StatusException(415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                            + "application/merge-patch+json, application/strategic-merge-patch+json", StatusException.Details.NONE);
        };
    }

    Written change(ApiRequest request, Target.Resource target, ResourceDefinition definition, Change change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return changeOnce(request, target, definition, change);
            } catch (StoreException.Conflict | StoreException.AlreadyExists e) {
                if (attempt == ATTEMPTS) {
                    throw StatusException.conflict(target.groupResource(), target.name(),
                            "the object has been modified; please apply your changes to the latest version and try again");
                }
            } catch (StoreException.Claimed e) {
                if (attempt == ATTEMPTS) {
                    throw ServiceAllocation.taken(target.name(), e.claim);
                }
            }
        }
    }

    private Written changeOnce(ApiRequest request, Target.Resource target, ResourceDefinition definition, Change change) {
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = key(view, target, definition);
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        ReadEndpoint.requireReadable(stored);
        Document current = definition.fromStored(Document.parse(stored.bytes()));
        Document submitted = change.apply(current);
        checkVersionAndUid(target, current, submitted);
        Document next = prepared(target.subresource(), definition, submitted, current, view);
        AdmissionRequest admitted = admission.mutate(new AdmissionRequest(request.requireIdentity(), Operation.UPDATE, target.groupResource(),
                target.subresource(), key.namespace(), key.name(), next, Optional.of(current), view));
        next = withGeneration(target.subresource(), definition, types.serialised(definition, admitted.object()), current);
        admitted = admitted.with(next);
        refuse(definition, key.name(), updateErrors(definition, target.subresource(), next, current));
        rules.check(admitted);
        List<String> warnings = admission.validate(admitted);
        AdmissionPlugin.Account account = admission.account(admitted);
        if (dryRun(request)) {
            return new Written(definition.toStored(next).bytes(), warnings);
        }
        if (Encoding.same(next, current) && asStored(definition, next, stored) && account.writes().isEmpty()) {
            return new Written(stored.bytes(), warnings);
        }
        account.reserve();
        List<Mutation.Predicate> predicates = new ArrayList<>(account.predicates());
        predicates.add(view.isVirtual(key) ? new Mutation.Absent(key) : new Mutation.VersionIs(key, stored.version()));
        List<Mutation.Write> writes = new ArrayList<>();
        if (DeletionPlan.finished(next)) {
            writes.add(new Mutation.Delete(key));
            writes.addAll(account.writes());
            commit(request, writes, predicates);
            return new Written(definition.toStored(next).bytes(), warnings);
        }
        writes.add(Encoding.put(definition, key, next));
        writes.addAll(account.writes());
        return new Written(commit(request, writes, predicates).results().getFirst().orElseThrow().bytes(), warnings);
    }

    /// Whether an object of a custom type is stored in the version and form in which it would be stored now.
    private static boolean asStored(ResourceDefinition definition, Document object, Stored stored) {
        return definition.definedBy().isEmpty() || Encoding.same(definition.toStored(object), Document.parse(stored.bytes()));
    }

    private static ObjectKey key(ClusterView view, Target.Resource target, ResourceDefinition definition) {
        return new ObjectKey(view.cluster(), definition.stored().groupResource(), definition.namespaced() ? target.namespace() : "", target.name());
    }

    /// A version that the client read and is no longer the present one is a conflict that no retry can help.
    private static void checkVersionAndUid(Target.Resource target, Document current, Document submitted) {
        if (!submitted.resourceVersion().isEmpty() && !submitted.resourceVersion().equals("0") && !submitted.resourceVersion().equals(current.resourceVersion())) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        if (!submitted.uid().isEmpty() && !submitted.uid().equals(current.uid())) {
            throw StatusException.conflict(target.groupResource(), target.name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s".formatted(submitted.uid(), current.uid()));
        }
    }

    private Document prepared(String subresource, ResourceDefinition definition, Document submitted, Document current, ClusterView view) {
        Document kept = Metadata.kept(submitted, current);
        Document next = switch (subresource) {
            case "status" -> definition.definedBy().isPresent() ? withField(current, "status", kept.root().path("status")) : withStatusOf(current, kept);
            case "finalize" -> withField(current, "spec", kept.at("spec"));
            default -> definition.strategy().prepareForUpdate(types.defaulted(definition, kept), current);
        };
        if (subresource.isEmpty() && ServiceAllocation.concerns(definition.groupResource())) {
            next = services.allocate(next, current, view);
        }
        return next.with(current.resourceVersion(), "metadata", "resourceVersion");
    }

    private Document withGeneration(String subresource, ResourceDefinition definition, Document next, Document current) {
        boolean counts = subresource.isEmpty() && definition.strategy().countsGenerations();
        return counts && changed(definition, next, current) ? next.with(current.generation() + 1, "metadata", "generation") : next;
    }

    private boolean changed(ResourceDefinition definition, Document next, Document current) {
        boolean status = definition.strategy().countsStatus();
        return !Encoding.generated(next, status).equals(Encoding.generated(current, status))
                && !Encoding.generated(next, status).equals(Encoding.generated(inPresentForm(definition, current), status));
    }

    /// What is compared with what is stored is compared with its present form before it is refused.
    private List<FieldError> updateErrors(ResourceDefinition definition, String subresource, Document next, Document current) {
        List<FieldError> errors = types.updateErrors(definition, subresource, next, current);
        return errors.isEmpty() ? errors : types.updateErrors(definition, subresource, next, inPresentForm(definition, current));
    }

    /// What an earlier version of the server stored may have another form and mean the same.
    private Document inPresentForm(ResourceDefinition definition, Document stored) {
        return types.serialised(definition, types.defaulted(definition, stored));
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

    // -- delete

    ApiResponse delete(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        Deleted deleted = deleted(request, target, definition, options);
        ApiResponse.Bytes answer = deleted.gone() && !definition.resource().resource().equals("pods")
                ? ApiResponse.json(200, StatusMapper.success(target.groupResource(), target.name(), deleted.uid()))
                : Rendering.of(request, definition, forms, clock.instant()).object(200, deleted.object());
        boolean silent = DeletionPlan.Options.of(options, OptionalLong.empty(), request.query().text("propagationPolicy")).propagation().isEmpty();
        return definition.strategy().orphansDependents() && silent ? answer.with("warning", "299 - \"" + ORPHANS.formatted(target.groupResource().resource()) + "\"") : answer;
    }

    record Deleted(boolean gone, String uid, byte[] object) {}

    private Deleted deleted(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        for (int attempt = 1; ; attempt++) {
            try {
                return deleteOnce(request, target, definition, options);
            } catch (StoreException.Conflict | StoreException.AlreadyExists e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (StoreException.NotFound e) {
                throw StatusException.notFound(target.groupResource(), target.name());
            }
        }
    }

    private Deleted deleteOnce(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document options) {
        ClusterView view = views.current(request.requireCluster());
        ObjectKey key = key(view, target, definition);
        Stored stored = view.find(key).orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        boolean virtual = view.isVirtual(key);
        Document current = stored.opaque() ? Document.empty() : definition.fromStored(Document.parse(stored.bytes()));
        checkPreconditions(target, current, options);
        AdmissionRequest asked = new AdmissionRequest(request.requireIdentity(), Operation.DELETE, target.groupResource(), "", key.namespace(), key.name(),
                current, Optional.of(current), view);
        admission.validate(asked);
        OptionalLong grace = request.query().number("gracePeriodSeconds");
        DeletionPlan.Options given = DeletionPlan.Options.of(options, grace, request.query().text("propagationPolicy"));
        DeletionPlan plan = stored.opaque() ? new DeletionPlan.Remove()
                : DeletionPlan.of(current.terminating() ? current : definition.strategy().prepareForDelete(current),
                        definition.strategy().orphansDependents() ? given.orElse("Orphan", current) : given, clock.instant());
        boolean dryRun = dryRun(request) || options.at("dryRun").isArray() && !options.at("dryRun").isEmpty();
        if (dryRun) {
            return new Deleted(plan instanceof DeletionPlan.Remove, current.uid(), stored.bytes());
        }
        return switch (plan) {
            case DeletionPlan.Leave _ -> new Deleted(false, current.uid(), stored.bytes());
            case DeletionPlan.Mark mark -> {
                Mutation.Put put = Encoding.put(definition, key, mark.object());
                Committed committed = commit(request, List.of(put), List.of(unchanged(virtual, key, stored.version())));
                yield new Deleted(false, current.uid(), committed.results().getFirst().orElseThrow().bytes());
            }
            case DeletionPlan.Remove _ when virtual -> {
                materialise(request, definition, key, stored);
                yield deleteOnce(request, target, definition, options);
            }
            case DeletionPlan.Remove _ -> {
                AdmissionPlugin.Account account = admission.account(asked);
                account.reserve();
                List<Mutation.Predicate> predicates = new ArrayList<>(account.predicates());
                predicates.add(new Mutation.VersionIs(key, stored.version()));
                List<Mutation.Write> writes = new ArrayList<>();
                writes.add(new Mutation.Delete(key));
                writes.addAll(account.writes());
                tombstone(view, key).ifPresent(writes::add);
                commit(request, writes, predicates);
                yield new Deleted(true, current.uid(), stored.bytes());
            }
        };
    }

    private static Mutation.Predicate unchanged(boolean virtual, ObjectKey key, ResourceVersion version) {
        return virtual ? new Mutation.Absent(key) : new Mutation.VersionIs(key, version);
    }

    /// A default object that is deleted is stored first, so that watchers see it go.
    private void materialise(ApiRequest request, ResourceDefinition definition, ObjectKey key, Stored stored) {
        Document object = definition.fromStored(Document.parse(stored.bytes()));
        commit(request, List.of(Encoding.put(definition, key, object)), List.of(new Mutation.Absent(key)));
    }

    /// What keeps a deleted default object from coming back.
    private static Optional<Mutation.Write> tombstone(ClusterView view, ObjectKey key) {
        return view.defaults().find(key.resource(), key.name()).filter(object -> object.belongsTo(view.record())).map(object -> {
            String name = DefaultObjects.tombstone(key.resource(), key.name());
            Document document = Document.object("internal.marina.dev/v1", "Tombstone").with(name, "metadata", "name");
            return new Mutation.Put(new ObjectKey(key.cluster(), DefaultObjects.TOMBSTONES, "", name), Encoding.encode(document), dev.marina.store.Fields.NONE);
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
                    "Precondition failed: ResourceVersion in precondition: %s, ResourceVersion in object meta: %s".formatted(version, current.resourceVersion()));
        }
    }

    ApiResponse deleteCollection(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        Selection selection = Selection.of(request, target, definition);
        Document options = BodyReader.orEmpty(request);
        ClusterView view = views.current(request.requireCluster());
        List<Stored> chosen;
        try (Stream<Stored> all = view.list(definition.stored().groupResource(), target.namespace())) {
            chosen = all.filter(selection::matches).toList();
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
        return Rendering.of(request, definition, forms, clock.instant()).list(chosen, view.version().toString(), "");
    }

    // -- common

    Committed commit(ApiRequest request, List<Mutation.Write> writes, List<Mutation.Predicate> predicates) {
        OptionalLong epoch = request.peer() instanceof Peer.InProcess inProcess ? inProcess.epoch() : OptionalLong.empty();
        return views.store().commit(new Mutation(request.clusterId(), request.origin(), writes, predicates, epoch));
    }

    private ApiResponse answer(ApiRequest request, ResourceDefinition definition, int status, List<String> warnings, Written written) {
        ApiResponse.Bytes answer = Rendering.of(request, definition, forms, clock.instant()).object(status, written.bytes());
        for (String warning : Stream.concat(warnings.stream(), written.warnings().stream()).toList()) {
            answer = answer.warning(warning);
        }
        return answer;
    }
}
