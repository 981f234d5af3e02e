package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import java.util.List;
import java.util.Optional;

/// Who pods are. pkg/registry/core/serviceaccount/strategy.go
public final class ServiceAccountType implements ResourceStrategy {

    private static final String ENFORCED = "kubernetes.io/enforce-mountable-secrets";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ServiceAccount", "serviceaccounts")
            .shortNames("sa").strategy(new ServiceAccountType())
            .subresource("token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"), "create")
            .columns(name(), number("Secrets", object -> object.at("secrets").size()), age())
            .build();

    private ServiceAccountType() {}

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        boolean had = stored.filter(before -> before.annotations().containsKey(ENFORCED)).isPresent();
        return object.annotations().containsKey(ENFORCED) && !had
                ? List.of("metadata.annotations[%s]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets".formatted(ENFORCED))
                : List.of();
    }
}
