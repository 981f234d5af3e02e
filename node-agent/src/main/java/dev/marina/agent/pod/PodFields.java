package dev.marina.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What becomes of each field that a pod can have, as data (`fields.tsv`). A field that nobody here carries out is refused by its
/// name; none is accepted and forgotten.
public final class PodFields {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLE = "fields.tsv";
    private static final String CONTAINERS = "spec.containers[]";
    private static final String INIT_CONTAINERS = "spec.initContainers[]";

    public enum Outcome {
        ENFORCED, ELSEWHERE, REFUSED, NO_EFFECT, NOT_YET
    }

    /// @param path such as `spec.containers[].image`; containers stand for init containers too
    /// @param harmless values that are not refused
    /// @param remark who carries it out, or why nobody does
    public record Field(String path, Outcome outcome, Set<JsonNode> harmless, String remark) {}

    private static final List<Field> ALL = read();
    private static final List<Field> REFUSED = ALL.stream().filter(field -> field.outcome == Outcome.REFUSED).toList();

    private PodFields() {}

    public static List<Field> all() {
        return ALL;
    }

    /// The first field of the pod that cannot be had.
    static Optional<String> refuse(Pod pod) {
        JsonNode root = JSON.createObjectNode().set("spec", JSON.valueToTree(pod.getSpec()));
        for (Field field : REFUSED) {
            for (String path : paths(field)) {
                Optional<String> found = find(root, "", List.of(path.split("\\.")), field);
                if (found.isPresent()) {
                    return found.map(where -> "%s is not available: %s".formatted(where, field.remark));
                }
            }
        }
        return Optional.empty();
    }

    /// The same of a container that is added to a pod which runs.
    static Optional<String> refuse(Container added) {
        JsonNode container = JSON.valueToTree(added);
        return REFUSED.stream().filter(field -> field.path.startsWith(CONTAINERS))
                .flatMap(field -> find(container, "", List.of(field.path.substring(CONTAINERS.length() + 1).split("\\.")), field)
                        .map(where -> "%s is not available: %s".formatted(where, field.remark)).stream())
                .findFirst();
    }

    private static List<String> paths(Field field) {
        return field.path.startsWith(CONTAINERS) ? List.of(field.path, INIT_CONTAINERS + field.path.substring(CONTAINERS.length())) : List.of(field.path);
    }

    private static Optional<String> find(JsonNode at, String where, List<String> path, Field field) {
        if (path.isEmpty()) {
            boolean unset = at.isMissingNode() || at.isNull() || at.isContainerNode() && at.isEmpty();
            return unset || field.harmless.contains(at) ? Optional.empty() : Optional.of(where);
        }
        String name = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        String prefix = where.isEmpty() ? "" : where + ".";
        if (!name.endsWith("[]")) {
            return find(at.path(name), prefix + name, rest, field);
        }
        String list = name.substring(0, name.length() - 2);
        for (int i = 0; i < at.path(list).size(); i++) {
            Optional<String> found = find(at.path(list).path(i), "%s%s[%d]".formatted(prefix, list, i), rest, field);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<Field> read() {
        try (InputStream table = PodFields.class.getResourceAsStream(TABLE)) {
            List<Field> fields = new ArrayList<>();
            for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().filter(text -> !text.startsWith("#")).toList()) {
                String[] columns = line.split("\t", -1);
                Outcome outcome = Outcome.valueOf(columns[1].toUpperCase(Locale.ROOT).replace(' ', '_'));
                fields.add(new Field(columns[0], outcome, columns[2].isEmpty()
                        ? Set.of()
                        : Arrays.stream(columns[2].split("\\|")).map(PodFields::json).collect(Collectors.toSet()), columns[3]));
            }
            return List.copyOf(fields);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static JsonNode json(String text) {
        try {
            return text.isEmpty() ? NullNode.getInstance() : JSON.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
