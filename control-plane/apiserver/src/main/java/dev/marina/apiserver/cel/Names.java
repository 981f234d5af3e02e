package dev.marina.apiserver.cel;

import java.util.Set;

/// Names of fields as expressions spell them. https://kubernetes.io/docs/reference/using-api/cel/#escaping
final class Names {

    private static final Set<String> RESERVED = Set.of("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
            "import", "let", "loop", "package", "namespace", "return");
    private static final Set<String> RESOURCE = Set.of("apiVersion", "kind", "metadata", "name", "generateName");

    private Names() {}

    static String escaped(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__").replace(".", "__dot__").replace("-", "__dash__").replace("/", "__slash__");
    }

    static boolean ofResource(String name) {
        return RESOURCE.contains(name);
    }
}
