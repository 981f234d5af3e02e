package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// Changes of objects by patches. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
final class Patches {

    private static final int LONGEST_PATTERN = 200;

    private final Folder folder;
    private final List<Resource> resources;

    Patches(Folder folder, List<Resource> resources) {
        this.folder = folder;
        this.resources = resources;
    }

    /// Those that are files, or stand there as text.
    void merge(JsonNode patches) {
        for (JsonNode patch : patches) {
            String text = patch.asText();
            boolean inline = text.contains("\n") || text.stripLeading().startsWith("{");
            Manifests.documents(inline ? text : folder.text(text), inline ? folder + " in a patch" : text).forEach(this::byItself);
        }
    }

    void apply(JsonNode patches) {
        for (JsonNode patch : patches) {
            String where = patch.hasNonNull("path") ? patch.path("path").asText() : folder + " in a patch";
            String text = patch.hasNonNull("path") ? folder.text(patch.path("path").asText()) : patch.path("patch").asText();
            for (JsonNode document : Manifests.documents(text, where)) {
                one(document, patch.path("target"), where);
            }
        }
    }

    private void one(JsonNode document, JsonNode target, String where) {
        if (target.isMissingNode() && document.isArray()) {
            throw new Unbuildable("%s has paths and no target; it must have one".formatted(where));
        }
        if (target.isMissingNode()) {
            byItself(document);
            return;
        }
        List<Resource> found = resources.stream().filter(resource -> fits(resource, target)).toList();
        found.forEach(resource -> {
            if (document instanceof ObjectNode object) {
                ObjectNode unnamed = object.deepCopy();
                // what it is called is the target's matter
                unnamed.remove(List.of("apiVersion", "kind"));
                if (unnamed.path("metadata") instanceof ObjectNode metadata) {
                    metadata.remove(List.of("name", "namespace"));
                }
                StrategicMerge.into(resource, unnamed);
            } else {
                JsonPatch.into(resource, document);
            }
        });
        if (found.isEmpty() && target.hasNonNull("name")) {
            throw new Unbuildable("%s is for %s %s, which is not there".formatted(where, target.path("kind").asText(), target.path("name").asText()));
        }
    }

    private void byItself(JsonNode patch) {
        if (!(patch instanceof ObjectNode object) || !patch.path("metadata").hasNonNull("name")) {
            throw new Unbuildable("%s has a patch without a kind and a name".formatted(folder));
        }
        Resource named = new Resource(object.deepCopy());
        Resource found = resources.stream().filter(resource -> resource.kind().equals(named.kind()) && resource.group().equals(named.group())
                && resource.names.contains(named.name()) && (named.namespace().isEmpty() || named.namespace().equals(resource.namespace()))).findFirst()
                .orElseThrow(() -> new Unbuildable("%s has a patch for %s, which is not there".formatted(folder, named)));
        if (object.path("$patch").asText().equals("delete")) {
            resources.remove(found);
            return;
        }
        named.metadata().remove(List.of("name", "namespace"));
        named.object.remove(List.of("apiVersion", "kind"));
        StrategicMerge.into(found, named.object);
    }

    private boolean fits(Resource resource, JsonNode target) {
        return resource.names.stream().anyMatch(name -> is(target.path("name"), name)) && is(target.path("kind"), resource.kind())
                && is(target.path("group"), resource.group()) && is(target.path("version"), resource.version())
                && is(target.path("namespace"), resource.namespace()) && selected(target.path("labelSelector"), resource.at("metadata", "labels"))
                && selected(target.path("annotationSelector"), resource.at("metadata", "annotations"));
    }

    /// The whole of it must fit.
    private boolean is(JsonNode wanted, String value) {
        String pattern = wanted.asText();
        if (pattern.isEmpty() || pattern.equals(value)) {
            return true;
        }
        if (pattern.length() > LONGEST_PATTERN) {
            throw new Unbuildable("%s has a target longer than %d characters".formatted(folder, LONGEST_PATTERN));
        }
        try {
            return Pattern.compile(pattern).matcher(value).matches();
        } catch (PatternSyntaxException e) {
            throw new Unbuildable("%s has the target %s, which is no pattern: %s".formatted(folder, pattern, e.getDescription()));
        }
    }

    private boolean selected(JsonNode selector, JsonNode labels) {
        if (selector.asText().isEmpty()) {
            return true;
        }
        Map<String, String> wanted = java.util.Arrays.stream(selector.asText().split(",")).map(each -> each.split("==?", 2)).collect(Collectors.toMap(
                pair -> pair[0].strip(), pair -> pair.length == 2 ? pair[1].strip() : ""));
        if (wanted.containsValue("") || wanted.keySet().stream().anyMatch(key -> key.endsWith("!"))) {
            throw new Unbuildable("%s has the selector %s; only key=value, separated by commas, is supported".formatted(folder, selector.asText()));
        }
        return wanted.entrySet().stream().allMatch(each -> each.getValue().equals(labels.path(each.getKey()).asText()));
    }
}
