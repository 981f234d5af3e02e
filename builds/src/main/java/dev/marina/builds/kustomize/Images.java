package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Other images, or other tags of them. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
final class Images {

    private Images() {}

    static void set(Resource resource, JsonNode image) {
        walk(resource.object, image);
    }

    private static void walk(JsonNode node, JsonNode image) {
        for (String list : List.of("containers", "initContainers")) {
            node.path(list).forEach(container -> {
                if (container instanceof ObjectNode object && object.path("image").isTextual()) {
                    object.put("image", of(object.path("image").asText(), image));
                }
            });
        }
        node.forEach(child -> {
            if (child.isContainerNode()) {
                walk(child, image);
            }
        });
    }

    static String of(String present, JsonNode image) {
        int at = present.indexOf('@');
        String tagged = at < 0 ? present : present.substring(0, at);
        int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
        String name = colon < 0 ? tagged : tagged.substring(0, colon);
        if (!name.equals(image.path("name").asText())) {
            return present;
        }
        String renamed = image.path("newName").asText(name);
        if (image.hasNonNull("digest")) {
            return renamed + "@" + image.path("digest").asText();
        }
        return image.hasNonNull("newTag") ? renamed + ":" + image.path("newTag").asText() : renamed + present.substring(name.length());
    }
}
