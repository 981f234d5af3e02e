package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// An object that every cluster has without storing it, until somebody changes it there. `{tenant}` in group names stands for
/// the cluster's tenant.
///
/// @param managementOnly whether only the management cluster has it
public record DefaultObject(GroupResource resource, String name, Document template, Map<String, String> labels, boolean managementOnly) {

    public static final String TENANT = "{tenant}";
    private static final ResourceVersion FIRST = new ResourceVersion(1);
    private static final Origin ORIGIN = new Origin("system:apiserver", Cause.clock("bootstrap"));

    public static DefaultObject of(GroupResource resource, Document template, boolean managementOnly) {
        return new DefaultObject(resource, template.name(), template, template.labels(), managementOnly);
    }

    /// The same, as a cluster would store it.
    public DefaultObject asStored(BuiltinMachinery types) {
        ResourceDefinition definition = types.definition(template.groupVersionKind());
        return new DefaultObject(resource, name, types.serialised(definition, types.defaulted(definition, template)), labels, managementOnly);
    }

    boolean belongsTo(ClusterRecord cluster) {
        return !managementOnly || cluster.tenant().equals("marina") && cluster.name().equals("management");
    }

    /// That it has in this cluster.
    public String uid(ClusterId cluster) {
        return uid(key(cluster));
    }

    private static String uid(ObjectKey key) {
        return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private ObjectKey key(ClusterId cluster) {
        return new ObjectKey(cluster, resource, "", name);
    }

    /// As this cluster sees it: with a UID and a date of its own.
    Stored in(ClusterRecord cluster) {
        ObjectKey key = key(cluster.id());
        String uid = uid(key);
        Document document = template.edited(node -> {
            ObjectNode metadata = (ObjectNode) node.get("metadata");
            metadata.put("uid", uid).put("resourceVersion", FIRST.toString())
                    .put("creationTimestamp", cluster.created().truncatedTo(ChronoUnit.SECONDS).toString());
            String since = metadata.get("creationTimestamp").asText();
            node.path("status").path("conditions").forEach(condition -> ((ObjectNode) condition).put("lastTransitionTime", since));
            node.path("subjects").forEach(subject -> ((ObjectNode) subject).put("name", subject.path("name").asText().replace(TENANT, cluster.tenant())));
        });
        return new Stored(key, FIRST, document.bytes(), new Fields(uid, labels, Map.of(), Set.of(), Set.of(), false), ORIGIN, cluster.created(), false);
    }
}
