package dev.marina.controllers.application;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Hash;
import dev.marina.controllers.engine.parts.PodTrouble;
import dev.marina.controllers.engine.parts.StatusCondition;
import dev.marina.model.Application;
import dev.marina.model.Application.Revision;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the status of an application should say: what is seen of its parts, and nothing that was only asked for.
final class ApplicationStatusPlan {

    private ApplicationStatusPlan() {}

    /// What is seen.
    ///
    /// @param deployment its own
    /// @param pods of its Service
    /// @param findings what is in its way
    /// @param address the first name under which it is to answer, as a URL; empty for none
    /// @param present number and content of the present revision; empty while there is nothing to run
    /// @param kept numbers of the revisions that are kept
    record Seen(Optional<Deployment> deployment, Optional<CronJob> cronJob, List<Pod> pods, Optional<Ingress> ingress, List<Finding> findings,
            Optional<String> address, Optional<Present> present, List<Long> kept) {}

    /// @param by empty where that is not known
    record Present(long number, Application.Spec said, Optional<String> by) {}

    /// One sentence about an application, and what follows from it.
    private record Verdict(String phase, String reason, String message) {}

    static Application.Status of(Application application, Seen seen, Instant now) {
        Application.Status before = application.getStatus() == null ? Application.Status.NONE : application.getStatus();
        Verdict verdict = verdict(application, seen);
        String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
        List<Pod> ready = seen.pods().stream().filter(PodState::ready).toList();
        return new Application.Status(application.getMetadata().getGeneration(), verdict.phase(), verdict.message(), image(ready),
                seen.address().filter(_ -> !ready.isEmpty() && entered(seen)).orElse(null), seen.pods().size(), ready.size(), selector(application),
                seen.present().map(Present::number).orElse(before.revision()), revisions(before, seen, verdict, at),
                conditions(before, verdict, ready, seen, at), null);
    }

    private static String selector(Application application) {
        return "%s=%s,%s=%s".formatted(Application.LABEL, application.getMetadata().getName(), Application.ROLE, Application.SERVING);
    }

    /// Of the newest pod that is ready.
    private static String image(List<Pod> ready) {
        return ready.stream().max((one, other) -> one.getMetadata().getCreationTimestamp().compareTo(other.getMetadata().getCreationTimestamp()))
                .map(pod -> pod.getSpec().getContainers().getFirst().getImage()).orElse(null);
    }

    /// Whether the cluster's entrance answers for it.
    private static boolean entered(Seen seen) {
        return seen.ingress().map(Ingress::getStatus).filter(status -> status.getLoadBalancer() != null && status.getLoadBalancer().getIngress() != null
                && !status.getLoadBalancer().getIngress().isEmpty()).isPresent();
    }

    private static Verdict verdict(Application application, Seen seen) {
        List<Finding> hindering = seen.findings().stream().filter(Finding::hinders).toList();
        if (!hindering.isEmpty()) {
            boolean waits = hindering.stream().allMatch(finding -> finding.reason().equals(Bindings.NOT_READY));
            return new Verdict(waits ? Application.WAITING : Application.DEGRADED, hindering.getFirst().reason(), messages(hindering));
        }
        if (seen.present().isEmpty()) {
            return new Verdict(Application.WAITING, "NoImage", "Build %s has no image yet".formatted(application.getSpec().build().name()));
        }
        if (application.getSpec().scheduled()) {
            return scheduled(application, seen);
        }
        return seen.deployment().map(deployment -> running(deployment, seen))
                .orElseGet(() -> new Verdict(Application.PROGRESSING, "RollingOut", "Its Deployment is being made"));
    }

    private static String messages(List<Finding> findings) {
        return String.join("; ", findings.stream().map(Finding::message).toList());
    }

    private static Verdict scheduled(Application application, Seen seen) {
        String last = seen.cronJob().map(CronJob::getStatus).map(status -> status.getLastScheduleTime()).orElse(null);
        String good = seen.cronJob().map(CronJob::getStatus).map(status -> status.getLastSuccessfulTime()).orElse(null);
        return new Verdict(Application.SCHEDULED, "Scheduled", "Runs at %s; %s%s".formatted(application.getSpec().schedule(),
                last == null ? "it has not run yet" : "it was begun last at " + last, good == null ? "" : " and last succeeded at " + good));
    }

    private static Verdict running(Deployment deployment, Seen seen) {
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int wanted = deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
        if (status.getObservedGeneration() == null || status.getObservedGeneration() < deployment.getMetadata().getGeneration()) {
            return new Verdict(Application.PROGRESSING, "RollingOut", "Its Deployment has not been looked at yet");
        }
        if (wanted == 0 && number(status.getReplicas()) == 0) {
            return new Verdict(Application.STOPPED, "Stopped", "It is scaled to no replicas");
        }
        boolean complete = number(status.getUpdatedReplicas()) == wanted && number(status.getReplicas()) == wanted
                && number(status.getAvailableReplicas()) == wanted;
        if (complete) {
            return new Verdict(Application.AVAILABLE, "Ready", "%d of %d replicas are ready".formatted(wanted, wanted));
        }
        Optional<PodTrouble> trouble = PodTrouble.worst(seen.pods());
        if (trouble.isPresent()) {
            return new Verdict(Application.DEGRADED, trouble.get().reason(), trouble.get().message());
        }
        Optional<Verdict> refused = status.getConditions().stream()
                .filter(condition -> condition.getType().equals("ReplicaFailure") && "True".equals(condition.getStatus()))
                .map(condition -> new Verdict(Application.DEGRADED, condition.getReason(), condition.getMessage())).findFirst();
        if (refused.isPresent()) {
            return refused.get();
        }
        boolean late = status.getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Progressing") && "ProgressDeadlineExceeded".equals(condition.getReason()));
        String message = "%d of %d replicas are ready, %d of them new".formatted(number(status.getReadyReplicas()), wanted,
                number(status.getUpdatedReplicas()));
        return late ? new Verdict(Application.DEGRADED, "ProgressDeadlineExceeded", message) : new Verdict(Application.PROGRESSING, "RollingOut", message);
    }

    private static int number(Integer number) {
        return number == null ? 0 : number;
    }

    /// Newest first: those that are kept, with what was known of each, and the present one with what is seen of it now.
    private static List<Revision> revisions(Application.Status before, Seen seen, Verdict verdict, String at) {
        List<Revision> known = before.revisions() == null ? List.of() : before.revisions();
        if (seen.present().isEmpty()) {
            return known;
        }
        Present present = seen.present().get();
        List<Revision> list = new ArrayList<>();
        Optional<Revision> same = known.stream().filter(revision -> revision.revision() == present.number()).findFirst();
        String outcome = outcome(verdict, same.map(Revision::outcome).orElse("Progressing"));
        list.add(new Revision(present.number(), present.said().image(), Hash.of(present.said().env()), same.map(Revision::at).orElse(at),
                same.map(Revision::by).orElse(present.by().orElse(null)), outcome));
        known.stream().filter(revision -> revision.revision() != present.number() && seen.kept().contains(revision.revision()))
                .map(revision -> revision.outcome().equals("Progressing") ? replaced(revision) : revision).forEach(list::add);
        return List.copyOf(list);
    }

    private static Revision replaced(Revision revision) {
        return new Revision(revision.revision(), revision.image(), revision.envHash(), revision.at(), revision.by(), "Replaced");
    }

    /// What succeeded once stays so: what befalls it later is told by the conditions.
    private static String outcome(Verdict verdict, String before) {
        return switch (verdict.phase()) {
            case Application.AVAILABLE, Application.SCHEDULED, Application.STOPPED -> "Succeeded";
            case Application.DEGRADED -> before.equals("Succeeded") ? before : "Failed";
            default -> before;
        };
    }

    private static List<Condition> conditions(Application.Status before, Verdict verdict, List<Pod> ready, Seen seen, String at) {
        boolean available = !ready.isEmpty() || verdict.phase().equals(Application.SCHEDULED);
        boolean degraded = verdict.phase().equals(Application.DEGRADED);
        List<Finding> overriding = seen.findings().stream().filter(finding -> !finding.hinders()).toList();
        boolean progressing = verdict.phase().equals(Application.PROGRESSING) || verdict.phase().equals(Application.WAITING);
        return List.of(
                StatusCondition.of(before.conditions(), "Available", available, available ? "Ready" : verdict.reason(),
                        available ? "%d pods are ready".formatted(ready.size()) : verdict.message(), at),
                StatusCondition.of(before.conditions(), "Progressing", progressing, verdict.reason(), progressing ? verdict.message() : "", at),
                StatusCondition.of(before.conditions(), "Degraded", degraded, degraded ? verdict.reason() : "AsWanted", degraded ? verdict.message() : "", at),
                StatusCondition.of(before.conditions(), "Overridden", !overriding.isEmpty(), overriding.isEmpty() ? "AsWanted" : Finding.SET_BY_OTHERS,
                        messages(overriding), at));
    }
}
