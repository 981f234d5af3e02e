package dev.marina.controllers.application;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Hash;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What becomes of an application's revisions: what it says now is the newest one, under a new number where it said it before already, as
/// `kubectl rollout undo` numbers.
///
/// @param number of the present one
/// @param create where it was never said before
/// @param renumber where it was
/// @param delete the oldest beyond [#KEPT]
record RevisionPlan(long number, Optional<ControllerRevision> create, Optional<ControllerRevision> renumber, List<ControllerRevision> delete) {

    static final int KEPT = 10;

    /// @param image what the pods are to run
    /// @param owned in any order
    static RevisionPlan of(Application application, String image, List<ControllerRevision> owned) {
        List<ControllerRevision> list = owned.stream().sorted(Comparator.comparingLong(ControllerRevision::getRevision)).toList();
        long highest = list.isEmpty() ? 0 : list.getLast().getRevision();
        Application.Spec said = said(application.getSpec(), image);
        String name = application.getMetadata().getName() + "-" + Hash.of(said);
        Optional<ControllerRevision> known = list.stream().filter(revision -> revision.getMetadata().getName().equals(name)).findFirst();
        if (known.isPresent() && known.get().getRevision() == highest) {
            return new RevisionPlan(highest, Optional.empty(), Optional.empty(), List.of());
        }
        long next = highest + 1;
        if (known.isPresent()) {
            return new RevisionPlan(next, Optional.empty(), Optional.of(new ControllerRevisionBuilder(known.get()).withRevision(next).build()), List.of());
        }
        ControllerRevision made = new ControllerRevisionBuilder()
                .withNewMetadata().withName(name).withNamespace(application.getMetadata().getNamespace())
                .withLabels(Map.of(Application.LABEL, application.getMetadata().getName()))
                .withOwnerReferences(Owners.controllerReference(Types.APPLICATIONS, application)).endMetadata()
                .withData(Map.of("spec", said)).withRevision(next).build();
        return new RevisionPlan(next, Optional.of(made), Optional.empty(), list.stream().limit(Math.max(0, list.size() + 1 - KEPT)).toList());
    }

    /// What a revision holds: all that makes its pods and its names what they are; not how many there are.
    static Application.Spec said(Application.Spec spec, String image) {
        return new Application.Spec(image, null, spec.port(), null, null, spec.env(), spec.addOns(), spec.command(), spec.args(), spec.resources(),
                spec.health(), spec.volumes(), spec.internal(), spec.hosts(), spec.schedule(), null, null, null);
    }

    /// The spec of an application that is rolled back: how many there are stays as it is, and its build makes nothing new of it until it is named again.
    static Application.Spec restored(Application.Spec now, Application.Spec said) {
        boolean scheduled = said.scheduled();
        return new Application.Spec(said.image(), null, said.port(), scheduled ? null : now.replicas(), scheduled ? null : now.autoscaling(), said.env(),
                said.addOns(), said.command(), said.args(), said.resources(), said.health(), said.volumes(), said.internal(), said.hosts(), said.schedule(),
                null, null, null);
    }
}
