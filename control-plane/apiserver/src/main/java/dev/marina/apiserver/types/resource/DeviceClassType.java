package dev.marina.apiserver.types.resource;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.DeviceRules;
import java.util.List;

/// A kind of devices that claims ask for. pkg/registry/resource/deviceclass/strategy.go
public final class DeviceClassType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("resource.k8s.io", "v1", "DeviceClass", "deviceclasses").clusterScoped()
            .strategy(new DeviceClassType())
            .build();

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return SelectorExpressions.ofClass(DeviceRules.deviceClass(object.at("spec")), object.at("spec"));
    }
}
