package dev.marina.apiserver.crd;

import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.cel.ObjectTypes;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.managedfields.Versions;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.schema.BuiltinSchemas;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.webhook.Reluctance;
import dev.marina.apiserver.webhook.WebhookCalls;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.util.List;

/// Built-in types, and those that the cluster defines for itself.
public final class ServedTypes implements TypeMachinery {

    private final ClusterStore store;
    private final BuiltinMachinery builtin;
    private final CustomTypes custom;
    private final CustomDecoding decoding = new CustomDecoding(BuiltinSchemas.load());

    public ServedTypes(ClusterStore store, BuiltinMachinery builtin, WebhookCalls webhooks) {
        this.custom = new CustomTypes(new WebhookConversion.Asking(webhooks, new Reluctance()));
        this.store = store;
        this.builtin = builtin;
    }

    @Override
    public ResourceRegistry registry(ClusterRecord cluster) {
        return custom.registry(cluster, store.image(cluster.id()), builtin.registry(cluster));
    }

    /// What objects of a type are to expressions.
    public ObjectTypes expressible(ResourceDefinition definition) {
        return definition.strategy() instanceof CustomStrategy strategy
                ? ObjectTypes.of(definition.names().kind(), strategy.schema(), BuiltinSchemas.load())
                : ObjectTypes.of(definition.schema(), BuiltinSchemas.load());
    }

    @Override
    public Decoded decode(ResourceDefinition definition, Submission submitted, FieldValidation validation) {
        return definition.strategy() instanceof CustomStrategy strategy
                ? validation.judge(definition, decoding.decode(submitted, strategy.schema()))
                : builtin.decode(definition, submitted, validation);
    }

    @Override
    public Document serialised(ResourceDefinition definition, Document object) {
        return definition.strategy() instanceof CustomStrategy ? decoding.serialised(object) : builtin.serialised(definition, object);
    }

    @Override
    public Document defaulted(ResourceDefinition definition, Document object) {
        return builtin.defaulted(definition, object);
    }

    @Override
    public List<FieldError> createErrors(ResourceDefinition definition, String name, Document object) {
        return builtin.createErrors(definition, name, object);
    }

    @Override
    public List<FieldError> updateErrors(ResourceDefinition definition, String subresource, Document object, Document stored) {
        return builtin.updateErrors(definition, subresource, object, stored);
    }

    @Override
    public Versions versions(ResourceDefinition definition) {
        return definition.strategy() instanceof CustomStrategy strategy ? strategy.versions(definition) : builtin.versions(definition);
    }

    @Override
    public Document patched(ResourceDefinition definition, Document current, PatchType type, byte[] patch) {
        if (type == PatchType.STRATEGIC && definition.strategy() instanceof CustomStrategy) {
            throw new StatusException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml", StatusException.Details.NONE);
        }
        return builtin.patched(definition, current, type, patch);
    }
}
