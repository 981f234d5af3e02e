package dev.marina.controllers.addon;

import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Place;
import dev.marina.model.AddOn;
import dev.marina.model.AddOnServer;
import dev.marina.model.Application;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// All that plans for an add-on look at.
///
/// @param secret of its passwords, whoever it belongs to
/// @param present what has the name of one of its parts, whoever it belongs to
/// @param applications bound to it, by name, each with its Deployment where it has one
/// @param pods of its server
/// @param jobs of its procedures, by name
record AddOnWorld(AddOn addOn, AddOnServer server, Optional<Secret> secret, Map<Place, Document> present, Map<String, Optional<Deployment>> applications,
        List<Pod> pods, Map<String, JobSeen> jobs) {

    static AddOnWorld of(Snapshot snapshot, AddOn addOn, AddOnServer server) {
        String namespace = addOn.getMetadata().getNamespace();
        String name = addOn.getMetadata().getName();
        Map<Place, Document> present = Place.present(snapshot, namespace, Stream.of(new Place(Types.SERVICES, name), new Place(Types.STATEFUL_SETS, name),
                new Place(Types.NETWORK_POLICIES, AddOnParts.policyName(addOn)), new Place(Types.SECRETS, AddOnServer.secret(name)),
                new Place(Types.CLAIMS, AddOnParts.dataClaim(addOn)), new Place(Types.CLAIMS, AddOnParts.backupsClaim(addOn))));
        Map<String, JobSeen> jobs = new LinkedHashMap<>();
        for (Job job : snapshot.controlledBy(Types.JOBS, addOn.getMetadata().getUid())) {
            jobs.put(job.getMetadata().getName(), JobSeen.of(job, snapshot.controlledBy(Types.PODS, job.getMetadata().getUid())));
        }
        return new AddOnWorld(addOn, server, snapshot.find(Types.SECRETS, namespace, Passwords.secret(addOn)), present, applications(snapshot, addOn),
                pods(snapshot, addOn), jobs);
    }

    private static Map<String, Optional<Deployment>> applications(Snapshot snapshot, AddOn addOn) {
        String namespace = addOn.getMetadata().getNamespace();
        Map<String, Optional<Deployment>> bound = new TreeMap<>();
        snapshot.list(Types.APPLICATIONS, namespace).stream().filter(application -> bound(application, addOn)).forEach(application -> {
            String name = application.getMetadata().getName();
            bound.put(name, snapshot.find(Types.DEPLOYMENTS, namespace, name).filter(deployment -> controls(application, deployment)));
        });
        return bound;
    }

    private static boolean bound(Application application, AddOn addOn) {
        return application.getMetadata().getDeletionTimestamp() == null
                && application.getSpec().addOns().stream().anyMatch(binding -> addOn.getMetadata().getName().equals(binding.name()));
    }

    private static boolean controls(HasMetadata owner, HasMetadata object) {
        return Snapshot.controller(object).filter(reference -> reference.getUid().equals(owner.getMetadata().getUid())).isPresent();
    }

    private static List<Pod> pods(Snapshot snapshot, AddOn addOn) {
        return snapshot.find(Types.STATEFUL_SETS, addOn.getMetadata().getNamespace(), addOn.getMetadata().getName()).filter(set -> controls(addOn, set))
                .stream().flatMap(set -> snapshot.controlledBy(Types.PODS, set.getMetadata().getUid()).stream()).toList();
    }

    /// Empty where there are none, or they are not its own.
    Optional<Passwords> passwords() {
        return secret.filter(this::own).flatMap(Passwords::of);
    }

    boolean own(HasMetadata object) {
        return controls(addOn, object);
    }

    /// The one by which the present passwords are known.
    String passwordsUid() {
        return secret.map(found -> found.getMetadata().getUid()).orElse("");
    }

    boolean ready() {
        return pods.stream().anyMatch(pod -> PodState.ready(pod) && !PodState.terminating(pod));
    }

    /// Whether there is a place for backups: somebody wants some, or there are some from before.
    boolean backups() {
        AddOn.BackupPolicy policy = addOn.getSpec().backup();
        return present.containsKey(new Place(Types.CLAIMS, AddOnParts.backupsClaim(addOn))) || !addOn.getSpec().backupRequest().isEmpty()
                || policy != null && policy.schedule() != null && !policy.schedule().isEmpty();
    }
}
