package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which objects belong to a controller object, by reference and selector: the rules of adoption and release.
///
/// @param claimed controlled by it and selected, after adoption
public record Owners<T extends HasMetadata>(List<T> claimed, List<T> adopt, List<T> release) {

    /// @param candidates objects of one namespace
    public static <T extends HasMetadata> Owners<T> of(HasMetadata owner, List<T> candidates, Predicate<T> selected) {
        boolean adopting = owner.getMetadata().getDeletionTimestamp() == null;
        Owners<T> owners = new Owners<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (T candidate : candidates) {
            String controller = Snapshot.controller(candidate).map(OwnerReference::getUid).orElse("");
            boolean mine = controller.equals(owner.getMetadata().getUid());
            if (mine && selected.test(candidate)) {
                owners.claimed.add(candidate);
            } else if (mine) {
                if (adopting) {
                    owners.release.add(candidate);
                }
            } else if (controller.isEmpty() && selected.test(candidate) && adopting && candidate.getMetadata().getDeletionTimestamp() == null) {
                owners.adopt.add(candidate);
            }
        }
        return owners;
    }

    public static OwnerReference controllerReference(ResourceType<?> type, HasMetadata owner) {
        return new OwnerReferenceBuilder().withApiVersion(type.resource().apiVersion()).withKind(type.kind()).withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid()).withController(true).withBlockOwnerDeletion(true).build();
    }

    /// Carries out adoption and release; whoever changed an object in between wins, and the next reconcile sees it.
    public static <T extends HasMetadata> void carryOut(Owners<T> owners, ResourceType<T> type, ResourceType<?> ownerType, HasMetadata owner, Writes writes) {
        carryOut(owners, type, ownerType, owner, writes, Optional.empty());
    }

    /// @param finalizer by which the owner holds what is its own: comes and goes with the reference
    public static <T extends HasMetadata> void carryOut(Owners<T> owners, ResourceType<T> type, ResourceType<?> ownerType, HasMetadata owner, Writes writes,
            Optional<String> finalizer) {
        for (T orphan : owners.adopt) {
            writes.merge(type, orphan, "", patch -> {
                var metadata = patch.putObject("metadata").put("uid", orphan.getMetadata().getUid()).put("resourceVersion",
                        orphan.getMetadata().getResourceVersion());
                var references = metadata.putArray("ownerReferences");
                orphan.getMetadata().getOwnerReferences().forEach(references::addPOJO);
                references.addPOJO(controllerReference(ownerType, owner));
                finalizer.ifPresent(mine -> {
                    var finalizers = metadata.putArray("finalizers");
                    others(orphan, mine).forEach(finalizers::add);
                    finalizers.add(mine);
                });
            });
        }
        for (T stray : owners.release) {
            writes.merge(type, stray, "", patch -> {
                var metadata = patch.putObject("metadata").put("uid", stray.getMetadata().getUid()).put("resourceVersion",
                        stray.getMetadata().getResourceVersion());
                var references = metadata.putArray("ownerReferences");
                stray.getMetadata().getOwnerReferences().stream().filter(reference -> !reference.getUid().equals(owner.getMetadata().getUid()))
                        .forEach(references::addPOJO);
                finalizer.ifPresent(mine -> {
                    var finalizers = metadata.putArray("finalizers");
                    others(stray, mine).forEach(finalizers::add);
                });
            });
        }
    }

    private static List<String> others(HasMetadata object, String finalizer) {
        return object.getMetadata().getFinalizers().stream().filter(each -> !each.equals(finalizer)).toList();
    }
}
