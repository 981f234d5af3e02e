package dev.marina.apiserver.types.admissionregistration;

import java.util.List;

/// Names that belong to configurations from files. pkg/apis/admissionregistration/validation/static_suffix.go
final class StaticNames {

    private static final String SUFFIX = ".static.k8s.io";

    private StaticNames() {}

    static List<String> warnings(String name) {
        return name.endsWith(SUFFIX)
                ? List.of("metadata.name: names ending with \"%s\" are reserved for static manifest-based configurations and cannot be managed via the API"
                        .formatted(SUFFIX))
                : List.of();
    }
}
