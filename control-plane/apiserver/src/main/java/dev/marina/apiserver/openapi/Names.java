package dev.marina.apiserver.openapi;

import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names of operations, from which code generators make names of methods: `listCoreV1NamespacedPod`.
final class Names {

    private final String place;
    private final String namespaced;
    private final String kind;
    private final String tag;

    Names(ResourceDefinition definition) {
        String group = definition.resource().group().isEmpty() ? "core" : definition.resource().group().replaceFirst("\\.k8s\\.io$", "");
        String version = definition.resource().version();
        this.place = Arrays.stream(group.split("\\.")).map(Names::capital).collect(Collectors.joining()) + capital(version);
        this.namespaced = definition.namespaced() ? "Namespaced" : "";
        this.kind = definition.names().kind();
        String camel = place.substring(0, place.length() - version.length());
        this.tag = camel.substring(0, 1).toLowerCase(Locale.ROOT) + camel.substring(1) + "_" + version;
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    String tag() {
        return tag;
    }

    String of(String action, String suffix) {
        return action + place + namespaced + kind + suffix;
    }

    String everywhere() {
        return "list" + place + kind + "ForAllNamespaces";
    }

    String collection() {
        return "delete" + place + "Collection" + namespaced + kind;
    }

    String connect(String method, String suffix) {
        return "connect" + place + method + namespaced + kind + suffix;
    }
}
