package dev.marina.console.backups;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/// What a restore into the backup's own cluster would do, judged by what became of its objects since: as data.
///
/// @param again objects that were deleted since and would be made
/// @param back objects that were changed since and would become what they were
/// @param asIs objects that were changed since and would stay as they are
/// @param newer objects that came since; nothing is deleted, so they stay
/// @param whole false: there are more than were looked at
record RestorePreview(List<String> again, List<String> back, List<String> asIs, int newer, boolean whole) {

    /// They say how things are at a moment, belong to nodes and volumes, or are made by their controllers: a restore leaves them.
    private static final Set<String> LEFT = Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io", "leasecandidates.coordination.k8s.io",
            "nodes", "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "csistoragecapacities.storage.k8s.io", "resourceslices.resource.k8s.io",
            "certificatesigningrequests.certificates.k8s.io", "endpoints", "endpointslices.discovery.k8s.io", "persistentvolumes", "persistentvolumeclaims");
    private static final List<String> NOT_WRITTEN = List.of("/status", "/metadata/resourceVersion", "/metadata/managedFields", "/metadata/generation");

    /// @param differences of the history, from the backup's version to now
    /// @param namespaces empty for everything
    /// @param whole whether these are all
    static RestorePreview of(List<JsonNode> differences, List<String> namespaces, boolean replace, boolean whole) {
        List<JsonNode> mine = differences.stream().filter(each -> wanted(each, namespaces)).filter(each -> !left(each)).toList();
        List<String> changed = mine.stream().filter(RestorePreview::changed).filter(each -> !replace || !each.path("resource").asText().equals("pods"))
                .map(RestorePreview::text).toList();
        return new RestorePreview(mine.stream().filter(each -> change(each).equals("deleted")).map(RestorePreview::text).toList(),
                replace ? changed : List.of(), replace ? List.of() : changed, (int) mine.stream().filter(each -> change(each).equals("created")).count(),
                whole);
    }

    private static String change(JsonNode difference) {
        return difference.path("change").asText();
    }

    /// Another object of the name counts: it becomes what the former one was.
    private static boolean changed(JsonNode difference) {
        return change(difference).equals("replaced") || change(difference).equals("changed")
                && difference.path("patch").valueStream().map(each -> each.path("path").asText())
                        .anyMatch(path -> NOT_WRITTEN.stream().noneMatch(path::startsWith));
    }

    private static boolean wanted(JsonNode difference, List<String> namespaces) {
        return namespaces.isEmpty() || namespaces.contains(difference.path("namespace").asText())
                || difference.path("resource").asText().equals("namespaces") && namespaces.contains(difference.path("name").asText());
    }

    private static boolean left(JsonNode difference) {
        return LEFT.contains(difference.path("resource").asText())
                || difference.path("resource").asText().equals("pods") && difference.at("/object/metadata/ownerReferences").valueStream()
                        .anyMatch(owner -> owner.path("controller").asBoolean());
    }

    private static String text(JsonNode difference) {
        String namespace = difference.path("namespace").asText();
        return "%s %s".formatted(difference.path("resource").asText(), (namespace.isEmpty() ? "" : namespace + "/") + difference.path("name").asText());
    }
}
