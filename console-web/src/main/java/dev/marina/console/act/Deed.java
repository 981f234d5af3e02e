package dev.marina.console.act;

import dev.marina.console.kube.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Something that one request does.
///
/// @param key of its texts: `action.<key>` and `action.<key>.text`
/// @param fits whether it makes sense for an object as it is
/// @param verb and subresource that the right to it is asked by
/// @param request null where the object allows none
public record Deed(String key, Predicate<Subject> fits, String verb, String subresource, Function<Subject, Request> request,
        Function<Subject, String> kubectl) {

    private static final Set<String> ROLLED_OUT = Set.of("deployments", "statefulsets", "daemonsets");

    /// In the order in which they are offered.
    public static final List<Deed> ALL = List.of(
            new Deed("restart", subject -> subject.group().equals("apps") && ROLLED_OUT.contains(subject.plural()), "patch", "",
                    subject -> Request.merge(subject.path(),
                            "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\"%s\"}}}}}"
                                    .formatted(Instant.now())),
                    subject -> subject.kubectl("rollout restart", "")),
            new Deed("pause", subject -> subject.is("apps", "deployments") && !subject.object().at("/spec/paused").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"paused\":true}}"), subject -> subject.kubectl("rollout pause", "")),
            new Deed("resume", subject -> subject.is("apps", "deployments") && subject.object().at("/spec/paused").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"paused\":null}}"), subject -> subject.kubectl("rollout resume", "")),
            new Deed("suspend", subject -> suspendable(subject) && !subject.object().at("/spec/suspend").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"suspend\":true}}"),
                    subject -> subject.kubectl("patch", "-p '{\"spec\":{\"suspend\":true}}'")),
            new Deed("unsuspend", subject -> suspendable(subject) && subject.object().at("/spec/suspend").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"suspend\":false}}"),
                    subject -> subject.kubectl("patch", "-p '{\"spec\":{\"suspend\":false}}'")),
            new Deed("cordon", subject -> subject.is("", "nodes") && !subject.object().at("/spec/unschedulable").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"unschedulable\":true}}"), subject -> "kubectl cordon " + subject.name()),
            new Deed("uncordon", subject -> subject.is("", "nodes") && subject.object().at("/spec/unschedulable").asBoolean(), "patch", "",
                    subject -> Request.merge(subject.path(), "{\"spec\":{\"unschedulable\":null}}"), subject -> "kubectl uncordon " + subject.name()),
            new Deed("evict", subject -> subject.is("", "pods"), "create", "eviction", Eviction::of,
                    subject -> "kubectl create --raw %s/eviction -f - <<< '%s'".formatted(subject.path(), Eviction.of(subject).document())),
            new Deed("approve", subject -> waits(subject), "update", "approval", subject -> CertificateVerdict.of(subject, "Approved"),
                    subject -> "kubectl certificate approve " + subject.name()),
            new Deed("deny", subject -> waits(subject), "update", "approval", subject -> CertificateVerdict.of(subject, "Denied"),
                    subject -> "kubectl certificate deny " + subject.name()));

    public static Optional<Deed> find(String key) {
        return ALL.stream().filter(deed -> deed.key.equals(key)).findFirst();
    }

    public Permission permission(Subject subject) {
        return new Permission(verb, subject.group(), subject.plural(), subresource, subject.namespace());
    }

    private static boolean suspendable(Subject subject) {
        return subject.is("batch", "cronjobs") || subject.is("batch", "jobs");
    }

    private static boolean waits(Subject subject) {
        return subject.is("certificates.k8s.io", "certificatesigningrequests") && subject.object().at("/status/conditions").isEmpty();
    }
}
