package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;
import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;

/// A machine that realises tenant nodes.
public final class MachineType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Machine", "machines")
            .clusterScoped().strategy(new StatusStrategy()).status()
            .subresource("nodecredentials", new GroupVersionKind("marina.dev", "v1", "NodeCredentials"), "create")
            .subresource("jointokens", new GroupVersionKind("marina.dev", "v1", "JoinToken"), "create")
            .subresource("credentials", new GroupVersionKind("marina.dev", "v1", "Credentials"), "create")
            .columns(name(), number("Nodes", object -> object.at("spec", "nodes").size()),
                    number("Ready", MachineType::ready), age(),
                    wide("Address", object -> object.at("status", "address").asText()))
            .build();

    private static long ready(Document machine) {
        return machine.at("status", "nodes").valueStream().filter(node -> node.path("state").asText().equals("Ready")).count();
    }

    private MachineType() {}
}
