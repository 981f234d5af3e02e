package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.WritePath.Written;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.managedfields.ManagedFields;
import dev.marina.apiserver.managedfields.ManagedFields.Submitted;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.apiserver.types.apiextensions.CustomResourceDefinitionType;
import dev.marina.store.Mutation;
import dev.marina.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// create, for every type alike.
final class CreateEndpoint {

    private final WritePath path;

    CreateEndpoint(WritePath path) {
        this.path = path;
    }

    ApiResponse create(ApiRequest request, Target.Resource target, ResourceDefinition definition) {
        WriteOptions options = WriteOptions.create(request);
        SubmittedObject submitted = SubmittedObject.read(request, path.types(), definition, options.validation());
        submitted.namespace(target, definition);
        Submitted managed = submitted.managed(request, "", definition);
        FieldTracking tracking = FieldTracking.of(path.types(), definition, "", options, path.clock().instant());
        Written written = create(request, target, definition, submitted.document(), options, false, object -> tracking.created(object, managed));
        List<String> warnings = new ArrayList<>(submitted.warnings());
        warnings.addAll(written.warnings());
        return path.answer(request, definition, 201, warnings, written.bytes());
    }

    /// @param applied whether the client meant to change what might be there, and has to have the right to create
    /// @param managers who manages what of the new object
    Written create(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document object, WriteOptions options, boolean applied,
            Function<Document, ManagedFields> managers) {
        String namespace = definition.namespaced() ? target.namespace() : "";
        boolean generated = object.name().isEmpty() && !object.text("metadata", "generateName").isEmpty();
        for (int attempt = 1;; attempt++) {
            String name = generated ? Metadata.generatedName(object.text("metadata", "generateName"), path.random()) : object.name();
            if (name.isEmpty()) {
                throw Metadata.invalid(definition, "",
                        List.of(new FieldError("FieldValueRequired", "metadata.name", "Required value: name or generateName is required")));
            }
            Target.Resource named = new Target.Resource("create", target.resource(), namespace, name, "");
            try {
                return createNamed(request, named, definition, object, options, applied, managers);
            } catch (StoreException.AlreadyExists e) {
                if (applied) {
                    throw e;
                }
                if (!generated || attempt == WritePath.ATTEMPTS) {
                    throw StatusException.alreadyExists(target.groupResource(), name);
                }
            } catch (StoreException.NamespaceNotActive e) {
                throw StatusMapper.namespaceNotActive(e, new ObjectKey(request.clusterId(), target.groupResource(), namespace, name));
            } catch (StoreException.Conflict e) {
                if (attempt == WritePath.ATTEMPTS) {
                    throw e;
                }
            } catch (StoreException.NotFound e) {
                if (definition.definedBy().isEmpty()) {
                    throw e;
                }
                // the type went while the object was made
                throw StatusException.notServed();
            } catch (StoreException.Claimed e) {
                if (!ServiceAllocation.concerns(target.groupResource())) {
                    throw StatusException.alreadyExists(target.groupResource(), name);
                }
                if (attempt == WritePath.ATTEMPTS || chosenByClient(object, e.claim)) {
                    throw ServiceAllocation.taken(name, e.claim);
                }
            }
        }
    }

    private static boolean chosenByClient(Document service, String claim) {
        String value = claim.substring(claim.lastIndexOf('/') + 1);
        return service.text("spec", "clusterIP").equals(value) || service.at("spec", "healthCheckNodePort").asText("").equals(value)
                || service.at("spec", "ports").valueStream().anyMatch(port -> port.path("nodePort").asText("").equals(value));
    }

    private Written createNamed(ApiRequest request, Target.Resource target, ResourceDefinition definition, Document submitted, WriteOptions options,
            boolean applied, Function<Document, ManagedFields> managers) {
        ClusterView view = path.views().current(request.requireCluster());
        TypeMachinery types = path.types();
        ObjectKey key = new ObjectKey(view.cluster(), definition.stored().groupResource(), target.namespace(), target.name());
        if (view.isVirtual(key)) {
            throw new StoreException.AlreadyExists(key.toString());
        }
        Document object = types.serialised(definition, types.defaulted(definition,
                Metadata.created(submitted, target.namespace(), target.name(), definition.strategy().countsGenerations(),
                        ClusterTimes.now(view, path.clock().instant()), path.random())));
        ManagedFields managed = managers.apply(object);
        AdmissionRequest asked = new AdmissionRequest(request.requireIdentity(), Operation.CREATE, target.groupResource(), "",
                target.namespace(), target.name(), object, Optional.empty(), view, options.asked(definition, applied ? "PatchOptions" : "CreateOptions"));
        if (applied) {
            path.rules().requireCreate(asked);
        }
        AdmissionRequest admitted = path.mutated(asked);
        // after admission, since what it fills in decides about a pod's quality of service
        object = definition.strategy().prepareForCreate(types.defaulted(definition, admitted.object()));
        if (ServiceAllocation.concerns(target.groupResource())) {
            object = path.services().allocate(object, Document.empty(), view);
        }
        object = types.serialised(definition, types.defaulted(definition, object));
        admitted = admitted.with(object);
        Document created = object;
        List<String> warnings = path.check(request, admitted, definition, types.createErrors(definition, target.name(), object),
                () -> definition.strategy().warnings(created, Optional.empty()));
        if (!applied && !submitted.resourceVersion().isEmpty()) {
            // The store's word upstream (apiserver/pkg/storage/etcd3/store.go), so whoever may not make the object at all hears that first.
            throw StatusException.badRequest("resourceVersion should not be set on objects to be created");
        }
        AdmissionPlugin.Account account = path.admission().account(admitted);
        if (options.dryRun()) {
            return new Written(path.unwritten(definition, object, managed), warnings);
        }
        List<Mutation.Predicate> predicates = new ArrayList<>();
        predicates.add(new Mutation.Absent(key));
        if (!target.namespace().isEmpty()) {
            predicates.add(new Mutation.NamespaceActive(target.namespace()));
        }
        definition.definedBy().ifPresent(definer -> predicates.add(new Mutation.Lives(
                new ObjectKey(view.cluster(), CustomResourceDefinitionType.DEFINITION.groupResource(), "", definer.name()), definer.uid())));
        return new Written(path.commit(request, account, Encoding.put(definition, key, object, managed), predicates).results().getFirst().orElseThrow().bytes(),
                warnings);
    }
}
