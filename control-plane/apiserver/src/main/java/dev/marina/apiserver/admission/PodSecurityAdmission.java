package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Document.OwnerReference;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.audit.AuditNotes;
import dev.marina.apiserver.podsecurity.Level;
import dev.marina.apiserver.podsecurity.LevelVersion;
import dev.marina.apiserver.podsecurity.NamespacePolicy;
import dev.marina.apiserver.podsecurity.PodSecurityStandards;
import dev.marina.apiserver.podsecurity.Violation;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Holds pods to what their namespace's labels enforce, and warns of templates whose pods would not pass.
/// https://kubernetes.io/docs/concepts/security/pod-security-admission/
final class PodSecurityAdmission implements AdmissionPlugin.Validating {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final GroupResource PODS = new GroupResource("", "pods");
    /// Where the template of a type's pods is.
    private static final Map<String, String[]> TEMPLATES = Map.of(
            "podtemplates", new String[] {"template"},
            "replicationcontrollers", new String[] {"spec", "template"},
            "deployments.apps", new String[] {"spec", "template"},
            "replicasets.apps", new String[] {"spec", "template"},
            "statefulsets.apps", new String[] {"spec", "template"},
            "daemonsets.apps", new String[] {"spec", "template"},
            "jobs.batch", new String[] {"spec", "template"},
            "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template"});
    /// Of so many pods of a namespace it is told whether they would pass, as upstream does.
    private static final int MOST_PODS = 3_000;

    @Override
    public String name() {
        return "PodSecurity";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        boolean itself = request.subresource().isEmpty() || request.subresource().equals("ephemeralcontainers");
        return itself && request.operation() != Operation.DELETE
                && (request.is("namespaces") || request.resource().equals(PODS) || TEMPLATES.containsKey(request.resource().toString()));
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (request.is("namespaces")) {
            return new Verdict.Admit(namespace(request));
        }
        NamespacePolicy policy = NamespacePolicy.of(labelsOfNamespace(request));
        Document object = request.object();
        if (!request.resource().equals(PODS)) {
            JsonNode template = object.at(TEMPLATES.get(request.resource().toString()));
            note(policy, template.path("metadata"), template.path("spec"));
            return new Verdict.Admit(warnings(policy, template.path("metadata"), template.path("spec")));
        }
        if (request.operation() == Operation.UPDATE && request.stored().filter(stored -> significant(object, stored)).isEmpty()) {
            return Verdict.FINE;
        }
        AuditNotes.annotate("pod-security.kubernetes.io/enforce-policy", policy.enforce().toString());
        note(policy, object.at("metadata"), object.at("spec"));
        List<Violation> violations = PodSecurityStandards.violations(policy.enforce(), object.at("metadata"), object.at("spec"));
        return violations.isEmpty()
                ? new Verdict.Admit(warnings(policy, object.at("metadata"), object.at("spec")))
                : new Verdict.Deny("violates PodSecurity \"%s\": %s".formatted(policy.enforce(), Violation.text(violations)));
    }

    private static void note(NamespacePolicy policy, JsonNode metadata, JsonNode spec) {
        violation(policy.audit(), metadata, spec).ifPresent(text -> AuditNotes.annotate("pod-security.kubernetes.io/audit-violations", text));
    }

    private static Map<String, String> labelsOfNamespace(AdmissionRequest request) {
        return request.view().find(new ObjectKey(request.view().cluster(), NAMESPACES, "", request.namespace())).map(stored -> stored.fields().labels())
                .orElse(Map.of());
    }

    private static List<String> warnings(NamespacePolicy policy, JsonNode metadata, JsonNode spec) {
        return violation(policy.warn(), metadata, spec).stream().toList();
    }

    private static Optional<String> violation(LevelVersion level, JsonNode metadata, JsonNode spec) {
        List<Violation> violations = spec.isMissingNode() ? List.of() : PodSecurityStandards.violations(level, metadata, spec);
        return violations.isEmpty() ? Optional.empty() : Optional.of("would violate PodSecurity \"%s\": %s".formatted(level, Violation.text(violations)));
    }

    /// Only images and ephemeral containers of a pod can change.
    private static boolean significant(Document pod, Document stored) {
        return !images(pod).equals(images(stored));
    }

    private static Map<String, String> images(Document pod) {
        return Stream.of("initContainers", "containers", "ephemeralContainers").flatMap(list -> pod.at("spec", list).valueStream())
                .collect(Collectors.toMap(container -> container.path("name").asText(), container -> container.path("image").asText(), (one, _) -> one,
                        TreeMap::new));
    }

    /// Labels must make sense, unless they made as little before. A stricter level names the pods that are there and would not pass.
    private static List<String> namespace(AdmissionRequest request) {
        NamespacePolicy policy = NamespacePolicy.of(request.object().labels());
        Optional<NamespacePolicy> before = request.stored().map(stored -> NamespacePolicy.of(stored.labels()));
        if (!policy.errors().isEmpty() && before.filter(old -> old.errors().equals(policy.errors())).isEmpty()) {
            throw invalid(request.name(), policy.errors());
        }
        LevelVersion enforce = policy.enforce();
        boolean stricter = before.isPresent() && !before.get().enforce().equals(enforce) && enforce.level() != Level.PRIVILEGED
                && (before.get().enforce().minor() != enforce.minor() || enforce.level().compareTo(before.get().enforce().level()) > 0);
        return stricter ? ofPods(request, enforce) : List.of();
    }

    private static StatusException invalid(String name, List<FieldError> errors) {
        String texts = errors.stream().map(error -> error.field() + ": " + error.message()).collect(Collectors.joining(", "));
        return new StatusException(422, "Invalid", "Namespace \"%s\" is invalid: %s".formatted(name, errors.size() == 1 ? texts : "[" + texts + "]"),
                new StatusException.Details(name, "", "Namespace", "",
                        errors.stream().map(error -> new StatusException.StatusCause(error.reason(), error.message(), error.field())).toList(), 0));
    }

    private static List<String> ofPods(AdmissionRequest request, LevelVersion enforce) {
        Map<String, List<String>> byReason = new TreeMap<>();
        List<Document> pods = oneOfEachOwnerFirst(request);
        for (Document pod : pods.subList(0, Math.min(MOST_PODS, pods.size()))) {
            List<Violation> violations = PodSecurityStandards.violations(enforce, pod.at("metadata"), pod.at("spec"));
            if (!violations.isEmpty()) {
                byReason.computeIfAbsent(Violation.reasons(violations), _ -> new ArrayList<>()).add(pod.name());
            }
        }
        List<String> warnings = new ArrayList<>();
        if (pods.size() > MOST_PODS) {
            warnings.add("new PodSecurity enforce level only checked against the first %d of %d existing pods".formatted(MOST_PODS, pods.size()));
        }
        if (!byReason.isEmpty()) {
            warnings.add("existing pods in namespace \"%s\" violate the new PodSecurity enforce level \"%s\"".formatted(request.name(), enforce));
        }
        byReason.entrySet().stream().map(entry -> named(entry.getValue()) + ": " + entry.getKey()).sorted().forEach(warnings::add);
        return warnings;
    }

    private static String named(List<String> pods) {
        String first = pods.stream().min(Comparator.naturalOrder()).orElseThrow();
        return switch (pods.size()) {
            case 1 -> first;
            case 2 -> first + " (and 1 other pod)";
            default -> "%s (and %d other pods)".formatted(first, pods.size() - 1);
        };
    }

    private static List<Document> oneOfEachOwnerFirst(AdmissionRequest request) {
        List<Document> first = new ArrayList<>();
        List<Document> later = new ArrayList<>();
        Set<String> owners = new HashSet<>();
        try (Stream<Stored> pods = request.view().list(PODS, request.name())) {
            pods.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes())).forEach(pod -> {
                boolean another = pod.controller().map(OwnerReference::uid).filter(uid -> !owners.add(uid)).isPresent();
                (another ? later : first).add(pod);
            });
        }
        first.addAll(later);
        return first;
    }
}
