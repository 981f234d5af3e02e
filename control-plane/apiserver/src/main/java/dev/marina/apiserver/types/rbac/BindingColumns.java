package dev.marina.apiserver.types.rbac;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.stream.Collectors;

/// printRoleBinding in pkg/printers/internalversion/printers.go
final class BindingColumns {

    static final List<Column> ALL = List.of(name(),
            text("Role", object -> object.text("roleRef", "kind") + "/" + object.text("roleRef", "name")), age(),
            wide("Users", object -> subjects(object, "User")), wide("Groups", object -> subjects(object, "Group")),
            wide("ServiceAccounts", object -> subjects(object, "ServiceAccount")));

    private BindingColumns() {}

    private static String subjects(Document binding, String kind) {
        return binding.at("subjects").valueStream().filter(subject -> subject.path("kind").asText().equals(kind))
                .map(BindingColumns::named).collect(Collectors.joining(", "));
    }

    private static String named(JsonNode subject) {
        String name = subject.path("name").asText();
        return subject.path("kind").asText().equals("ServiceAccount") ? subject.path("namespace").asText() + "/" + name : name;
    }
}
