package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.edit.YamlDocuments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What becomes of a compose file: applications, Secrets for what looks secret, and what of the file is not done, by field. A pure function of the text.
///
/// @param objects in the order in which they are to be made: what others depend on comes first
public record Compose(List<ObjectNode> objects, List<Remark> remarks) {

    static final int MOST_SERVICES = 50;
    private static final Set<String> KNOWN = Set.of("services", "version", "name", "volumes", "networks");

    /// Something about a field of the file.
    ///
    /// @param key of its text: `compose.remark.<key>`
    public record Remark(String field, String key, String value) {}

    /// @throws YamlDocuments.Fault where it is no compose file
    public static Compose of(String text, String namespace) {
        ObjectNode file = (ObjectNode) Interpolation.merged(YamlDocuments.map(text));
        List<Remark> remarks = new ArrayList<>();
        for (String field : file.properties().stream().map(Map.Entry::getKey).toList()) {
            if (!KNOWN.contains(field) && !field.startsWith("x-")) {
                remarks.add(new Remark(field, "unsupported", ""));
            }
        }
        Map<String, ComposeService> services = services(file.path("services"), namespace, remarks);
        if (services.isEmpty()) {
            remarks.add(new Remark("services", "none", ""));
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (ComposeService service : ordered(services, remarks)) {
            objects.addAll(service.objects());
        }
        return new Compose(List.copyOf(objects), List.copyOf(remarks));
    }

    private static Map<String, ComposeService> services(JsonNode all, String namespace, List<Remark> remarks) {
        Map<String, ComposeService> services = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            String field = "services." + entry.getKey();
            if (services.size() >= MOST_SERVICES) {
                remarks.add(new Remark(field, "too-many", Integer.toString(MOST_SERVICES)));
                break;
            }
            if (entry.getValue() instanceof ObjectNode service) {
                services.put(entry.getKey(), ComposeService.of(entry.getKey(), service, namespace, remarks));
            } else {
                remarks.add(new Remark(field, "no-map", ""));
            }
        }
        return services;
    }

    /// By what each depends on; where they go round in a circle, as they stand in the file.
    private static List<ComposeService> ordered(Map<String, ComposeService> services, List<Remark> remarks) {
        List<ComposeService> ordered = new ArrayList<>();
        Map<String, ComposeService> left = new LinkedHashMap<>(services);
        while (!left.isEmpty()) {
            List<String> free = left.entrySet().stream().filter(each -> each.getValue().after().stream().noneMatch(left::containsKey)).map(Map.Entry::getKey)
                    .toList();
            if (free.isEmpty()) {
                remarks.add(new Remark("services.%s.depends_on".formatted(left.keySet().iterator().next()), "circle", ""));
                ordered.addAll(left.values());
                return ordered;
            }
            free.forEach(name -> ordered.add(left.remove(name)));
        }
        return ordered;
    }
}
