package dev.marina.apiserver.authn;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.model.Members;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Memberships as the management cluster has them at this moment.
public final class TenantMembers {

    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
    private static final int MOST_KEPT = 10_000;

    private final ClusterStore store;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    private record Read(long version, Members members) {}

    public TenantMembers(ClusterStore store) {
        this.store = store;
    }

    /// The group of this person in the tenant, if any.
    public Optional<String> group(String tenant, String email) {
        return members(tenant).role(email).map(role -> Members.group(tenant, role));
    }

    public Members members(String tenant) {
        ClusterRecord management = store.find("marina", "management").orElse(null);
        if (management == null) {
            return new Members(Map.of());
        }
        Optional<Stored> stored = store.image(management.id()).find(new ObjectKey(management.id(), CONFIG_MAPS, tenant, Members.NAME));
        if (stored.isEmpty()) {
            read.remove(tenant);
            return new Members(Map.of());
        }
        Read known = read.get(tenant);
        if (known != null && known.version() == stored.get().version().value()) {
            return known.members();
        }
        Map<String, String> data = new LinkedHashMap<>();
        Document.parse(stored.get().bytes()).at("data").properties().forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        Members members = Members.of(data);
        if (read.size() > MOST_KEPT) {
            read.clear();
        }
        read.put(tenant, new Read(stored.get().version().value(), members));
        return members;
    }
}
