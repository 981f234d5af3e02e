package dev.marina.apiserver.diagnosis;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/// Namespaces that are to go and cannot.
final class StuckNamespaces implements DiagnosisCheck {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final List<String> WHY = List.of("NamespaceDeletionDiscoveryFailure", "NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining",
            "NamespaceContentRemaining");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return objects.list(NAMESPACES).filter(namespace -> namespace.terminating()).flatMap(namespace -> WHY.stream()
                .flatMap(type -> Conditions.find(namespace, type).stream()).filter(each -> each.path("status").asText().equals("True")).findFirst()
                .map(each -> Finding.of("NamespaceStuck", Severity.WARNING, NAMESPACES, namespace, "cannot go: " + Conditions.words(each),
                        "Whoever set the finalizers has to take them away, or the API that fails has to answer"))
                .stream());
    }
}
