package dev.marina.apiserver;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes clusters: a record with keys, and in one mutation the objects that every cluster begins with.
final class ClusterFactory implements ClusterProvisioning {

    private static final Logger log = LoggerFactory.getLogger(ClusterFactory.class);
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String DEFAULT_SERVICE_CIDR = "10.96.0.0/16";

    private final ClusterStore store;
    private final TypeMachinery types;
    private final ApiServerConfig config;
    private final InitialObjects objects;
    private final Clock clock;

    /// @param serverCa PEM of what signs the API server's certificate
    ClusterFactory(ClusterStore store, TypeMachinery types, ApiServerConfig config, String serverCa, Clock clock) {
        this.store = store;
        this.types = types;
        this.config = config;
        this.objects = new InitialObjects(serverCa);
        this.clock = clock;
    }

    @Override
    public ClusterRecord ensure(String tenant, String name, Map<String, String> settings, Origin origin) {
        ClusterRecord record = store.find(tenant, name).orElseGet(() -> create(tenant, name, settings));
        if (record.state() == ClusterRecord.State.DELETING) {
            throw new StoreException.NoSuchCluster(record.id());
        }
        String serviceCidr = record.settings().getOrDefault(SERVICE_CIDR, DEFAULT_SERVICE_CIDR);
        ClusterImage image = store.image(record.id());
        if (image.find(new ObjectKey(record.id(), NAMESPACES, "", "default")).isEmpty()) {
            populate(record, objects.of(record, serviceCidr), origin);
        } else {
            objects.kept(record, serviceCidr).stream().filter(kept -> image.find(key(record, definition(record, kept), kept)).isEmpty())
                    .forEach(missing -> populate(record, List.of(missing), origin));
        }
        return record;
    }

    private ClusterRecord create(String tenant, String name, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(POD_CIDR, "10.244.0.0/16", SERVICE_CIDR, DEFAULT_SERVICE_CIDR));
        all.putAll(settings);
        try {
            return store.create(new NewCluster(tenant, name, ClusterKeys.create(tenant, name, clock), all));
        } catch (StoreException.AlreadyExists e) {
            return store.find(tenant, name).orElseThrow(() -> e);
        }
    }

    private void populate(ClusterRecord record, List<Document> documents, Origin origin) {
        List<Mutation.Write> writes = documents.stream().map(document -> write(record, document)).toList();
        List<Mutation.Predicate> predicates = writes.stream().<Mutation.Predicate>map(write -> new Mutation.Absent(write.key())).toList();
        try {
            store.commit(new Mutation(record.id(), origin, writes, predicates, OptionalLong.empty()));
        } catch (StoreException.AlreadyExists e) {
            // another call was first
        } catch (StoreException.Claimed e) {
            // somebody deleted the Service and gave its address to another one
            log.atDebug().addKeyValue("cluster", record.id()).addKeyValue("claim", e.claim).log("an object that every cluster has cannot be made again");
        }
    }

    private ResourceDefinition definition(ClusterRecord record, Document document) {
        return types.registry(record).find(document.groupVersionKind())
                .orElseThrow(() -> new IllegalStateException("an initial object has the unknown kind " + document.groupVersionKind()));
    }

    private static ObjectKey key(ClusterRecord record, ResourceDefinition definition, Document object) {
        return new ObjectKey(record.id(), definition.groupResource(), object.namespace(), object.name());
    }

    private Mutation.Write write(ClusterRecord record, Document document) {
        ResourceDefinition definition = definition(record, document);
        Document object = document.edited(node -> node.withObject("/metadata").put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
        object = types.serialised(definition, types.defaulted(definition, object));
        return Encoding.put(definition, key(record, definition, object), object);
    }

    @Override
    public void remove(ClusterId cluster) {
        Optional<ClusterRecord> record = store.find(cluster);
        if (record.isPresent()) {
            store.delete(cluster);
        }
    }

    @Override
    public String endpoint(String tenant, String name) {
        return config.endpoint(tenant, name);
    }
}
