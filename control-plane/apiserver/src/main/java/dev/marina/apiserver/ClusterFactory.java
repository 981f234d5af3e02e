package dev.marina.apiserver;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Uid;
import dev.marina.apiserver.fork.ClusterForking;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Mutation;
import dev.marina.store.NewCluster;
import dev.marina.store.StoreException;
import dev.marina.store.backup.BackupFiles;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes clusters: a record with keys, and with it the objects that every cluster begins with.
final class ClusterFactory implements ClusterProvisioning {

    private static final Logger log = LoggerFactory.getLogger(ClusterFactory.class);
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String DEFAULT_SERVICE_CIDR = "10.96.0.0/16";

    /// So that other clusters have their turn.
    private static final int FORKED_AT_A_TIME = 2000;
    private static final List<String> CHANGEABLE = List.of(AUDIT, HISTORY);

    private final ClusterStore store;
    private final ApiServerConfig config;
    private final InitialObjects objects;
    private final ClusterForking forking;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param serverCa PEM of what signs the API server's certificate
    ClusterFactory(ClusterStore store, BuiltinMachinery types, BackupFiles backups, ApiServerConfig config, String serverCa, Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.config = config;
        this.objects = new InitialObjects(types, serverCa);
        this.forking = new ClusterForking(store, types, backups, random, FORKED_AT_A_TIME);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public ClusterRecord ensure(String tenant, String name, Map<String, String> settings, Origin origin) {
        ClusterRecord present = store.find(tenant, name).orElseGet(() -> create(tenant, name, settings, origin));
        if (present.state() == ClusterRecord.State.DELETING) {
            throw new StoreException.NoSuchCluster(present.id());
        }
        if (present.state() == ClusterRecord.State.FILLING && !forking.proceed(present, origin)) {
            return present;
        }
        ClusterRecord record = brought(store.find(present.id()).orElse(present), settings);
        ClusterImage image = store.image(record.id());
        // One without this namespace was made in two steps, as earlier versions did, and has nothing yet.
        boolean empty = image.find(new ObjectKey(record.id(), NAMESPACES, "", "default")).isEmpty();
        if (empty) {
            populate(record, objects.of(serviceCidr(record)), origin);
        } else {
            objects.kept(serviceCidr(record)).filter(kept -> image.find(kept.key(record.id())).isEmpty())
                    .forEach(missing -> populate(record, List.of(missing), origin));
        }
        return record;
    }

    private static String serviceCidr(ClusterRecord record) {
        return record.settings().getOrDefault(SERVICE_CIDR, DEFAULT_SERVICE_CIDR);
    }

    /// With what its audit is to record now, and how much of its past is kept; everything else was settled when it was made.
    private ClusterRecord brought(ClusterRecord record, Map<String, String> settings) {
        Map<String, String> changed = new HashMap<>(record.settings());
        CHANGEABLE.stream().filter(settings::containsKey).forEach(setting -> changed.put(setting, settings.get(setting)));
        if (CHANGEABLE.stream().allMatch(setting -> changed.getOrDefault(setting, "").equals(record.settings().getOrDefault(setting, "")))) {
            return record;
        }
        try {
            return store.update(record, new ClusterRecord(record.id(), record.tenant(), record.name(), record.state(), record.shard(), record.created(),
                    record.secrets(), Map.copyOf(changed)));
        } catch (StoreException.Conflict e) {
            return brought(store.find(record.id()).orElseThrow(() -> e), settings);
        }
    }

    private ClusterRecord create(String tenant, String name, Map<String, String> settings, Origin origin) {
        Map<String, String> all = new HashMap<>(Map.of(POD_CIDR, "10.244.0.0/16", SERVICE_CIDR, DEFAULT_SERVICE_CIDR));
        all.putAll(settings);
        try {
            if (all.containsKey(FORK) || all.containsKey(BACKUP)) {
                return store.create(NewCluster.filling(tenant, name, ClusterKeys.create(tenant, name, clock), all));
            }
            return store.create(new NewCluster(tenant, name, ClusterKeys.create(tenant, name, clock), all,
                    record -> mutation(record, objects.of(serviceCidr(record)), origin)));
        } catch (StoreException.AlreadyExists e) {
            return store.find(tenant, name).orElseThrow(() -> e);
        }
    }

    private void populate(ClusterRecord record, List<InitialObject> initial, Origin origin) {
        try {
            store.commit(mutation(record, initial, origin));
        } catch (StoreException.AlreadyExists e) {
            // another call was first
        } catch (StoreException.Claimed e) {
            // somebody deleted the Service and gave its address to another one
            log.atDebug().addKeyValue("cluster", record.id()).addKeyValue("claim", e.claim).log("an object that every cluster has cannot be made again");
        }
    }

    private Mutation mutation(ClusterRecord record, List<InitialObject> initial, Origin origin) {
        Instant now = clock.instant();
        List<Mutation.Write> writes = initial.stream().<Mutation.Write>map(one -> one.put(record, Uid.random(random), now)).toList();
        List<Mutation.Predicate> predicates = writes.stream().<Mutation.Predicate>map(write -> new Mutation.Absent(write.key())).toList();
        return new Mutation(record.id(), origin, writes, predicates, OptionalLong.empty());
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
