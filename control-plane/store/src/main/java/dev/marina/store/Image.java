package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.tree.Sieve;
import dev.marina.store.tree.SortedTree;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One cluster at one version: per type a tree of objects, and three small indexes: owners, claims, and the field that
/// node agents list by. A change copies a few paths and shares everything else.
final class Image implements ClusterImage {

    /// Fields that are asked for so often that they are indexed for every type that has them.
    static final List<String> INDEXED = List.of("spec.nodeName", "involvedObject.uid", "spec.clusterIP");

    private static final Comparator<ObjectKey> BY_PLACE = Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);
    static final Comparator<ObjectKey> BY_TYPE_AND_PLACE = Comparator.comparing(ObjectKey::resource).thenComparing(BY_PLACE);
    private static final Comparator<Entry> BY_ENTRY = Comparator.comparing(Entry::value).thenComparing(Entry::key, BY_TYPE_AND_PLACE);

    /// Sorts before every name there can be.
    private static final String BEFORE_ALL = "\0";

    private static final GroupResource BEFORE_TYPES = new GroupResource("", "");

    private static final SortedTree<ObjectKey, Stored> NO_OBJECTS = SortedTree.empty(BY_PLACE);
    private static final SortedTree<Entry, Entry> NO_ENTRIES = SortedTree.empty(BY_ENTRY);
    private static final SortedTree<String, ObjectKey> NO_CLAIMS = SortedTree.empty(Comparator.naturalOrder());

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    private record Entry(String value, ObjectKey key) {}

    private record Table(GroupResource resource, SortedTree<ObjectKey, Stored> objects) {}

    private final ClusterId cluster;
    private final ResourceVersion version;
    private final Table[] tables;
    private final SortedTree<Entry, Entry> owners;
    private final SortedTree<Entry, Entry> fields;
    private final SortedTree<String, ObjectKey> claims;
    private final long objectBytes;

    private Image(ClusterId cluster, ResourceVersion version, Table[] tables, SortedTree<Entry, Entry> owners,
            SortedTree<Entry, Entry> fields, SortedTree<String, ObjectKey> claims, long objectBytes) {
        this.cluster = cluster;
        this.version = version;
        this.tables = tables;
        this.owners = owners;
        this.fields = fields;
        this.claims = claims;
        this.objectBytes = objectBytes;
    }

    static Image empty(ClusterId cluster, ResourceVersion version) {
        return new Image(cluster, version, new Table[0], NO_ENTRIES, NO_ENTRIES, NO_CLAIMS, 0);
    }

    Image with(Stored object, ResourceVersion newVersion) {
        Optional<Stored> before = find(object.key());
        int at = search(object.key().resource());
        Table[] newTables;
        if (at < 0) {
            at = -at - 1;
            newTables = new Table[tables.length + 1];
            System.arraycopy(tables, 0, newTables, 0, at);
            System.arraycopy(tables, at, newTables, at + 1, tables.length - at);
            newTables[at] = new Table(object.key().resource(), NO_OBJECTS.with(object.key(), object));
        } else {
            newTables = tables.clone();
            newTables[at] = new Table(tables[at].resource(), tables[at].objects().with(object.key(), object));
        }
        int more = object.bytes().length - before.map(stored -> stored.bytes().length).orElse(0);
        return reindexed(newTables, newVersion, object.key(), before.map(Stored::fields).orElse(Fields.NONE), object.fields(), more);
    }

    Image without(ObjectKey key, ResourceVersion newVersion) {
        Optional<Stored> before = find(key);
        if (before.isEmpty()) {
            return this;
        }
        int at = search(key.resource());
        Table[] newTables = tables.clone();
        newTables[at] = new Table(tables[at].resource(), tables[at].objects().without(key));
        return reindexed(newTables, newVersion, key, before.get().fields(), Fields.NONE, -before.get().bytes().length);
    }

    private Image reindexed(Table[] newTables, ResourceVersion newVersion, ObjectKey key, Fields before, Fields after, int moreBytes) {
        SortedTree<Entry, Entry> newOwners = owners;
        if (!before.owners().equals(after.owners())) {
            for (String owner : before.owners()) {
                newOwners = newOwners.without(new Entry(owner, key));
            }
            for (String owner : after.owners()) {
                Entry entry = new Entry(owner, key);
                newOwners = newOwners.with(entry, entry);
            }
        }
        SortedTree<String, ObjectKey> newClaims = claims;
        if (!before.claims().equals(after.claims())) {
            for (String claim : before.claims()) {
                newClaims = newClaims.without(claim);
            }
            for (String claim : after.claims()) {
                newClaims = newClaims.with(claim, key);
            }
        }
        SortedTree<Entry, Entry> newFields = fields;
        for (String field : INDEXED) {
            String old = before.selectable().getOrDefault(field, "");
            String now = after.selectable().getOrDefault(field, "");
            if (!old.equals(now)) {
                newFields = old.isEmpty() ? newFields : newFields.without(new Entry(indexed(field, old), key));
                if (!now.isEmpty()) {
                    Entry entry = new Entry(indexed(field, now), key);
                    newFields = newFields.with(entry, entry);
                }
            }
        }
        return new Image(cluster, newVersion, newTables, newOwners, newFields, newClaims, objectBytes + moreBytes);
    }

    private static String indexed(String field, String value) {
        return field + "=" + value;
    }

    @Override
    public ClusterId cluster() {
        return cluster;
    }

    @Override
    public ResourceVersion version() {
        return version;
    }

    @Override
    public Set<GroupResource> resources() {
        Set<GroupResource> resources = new LinkedHashSet<>();
        for (Table table : tables) {
            if (!table.objects().isEmpty()) {
                resources.add(table.resource());
            }
        }
        return resources;
    }

    @Override
    public Optional<Stored> find(ObjectKey key) {
        return objects(key.resource()).find(key);
    }

    @Override
    public Stream<Stored> list(GroupResource resource, String namespace) {
        return listAfter(resource, namespace, namespace, BEFORE_ALL);
    }

    @Override
    public Stream<Stored> listAfter(GroupResource resource, String namespace, String afterNamespace, String afterName) {
        Stream<Stored> rest = objects(resource).streamFrom(place(resource, afterNamespace, afterName), false);
        return namespace.isEmpty() ? rest : rest.takeWhile(stored -> stored.key().namespace().equals(namespace));
    }

    @Override
    public Iterator<Stored> labelled(GroupResource resource, String namespace, String afterNamespace, String afterName, List<LabelTerm> terms) {
        return objects(resource).from(place(resource, afterNamespace, afterName), false, new Labelled(namespace, terms));
    }

    /// Objects of one namespace (or, where that is "", of all) by their labels; the last leaf may have others of the next one.
    private record Labelled(String namespace, List<LabelTerm> terms) implements Sieve<ObjectKey, Stored, LabelDigest> {
        @Override
        public LabelDigest digest(List<Stored> values) {
            return LabelDigest.of(values);
        }

        @Override
        public int wanted(LabelDigest digest) {
            return digest.having(terms);
        }

        @Override
        public boolean reaches(ObjectKey key) {
            return namespace.isEmpty() || key.namespace().compareTo(namespace) <= 0;
        }
    }

    @Override
    public long countAfter(GroupResource resource, String namespace, String afterNamespace, String afterName) {
        // The first place behind all of the namespace's.
        ObjectKey end = namespace.isEmpty() ? null : place(resource, namespace + BEFORE_ALL, "");
        return objects(resource).countAfter(place(resource, afterNamespace, afterName), end);
    }

    private ObjectKey place(GroupResource resource, String namespace, String name) {
        return new ObjectKey(cluster, resource, namespace, name.isEmpty() ? BEFORE_ALL : name);
    }

    @Override
    public Stream<Stored> ownedBy(String uid) {
        return entries(owners, uid, BEFORE_TYPES).flatMap(key -> find(key).stream());
    }

    @Override
    public Stream<Stored> listByField(GroupResource resource, String namespace, String field, String value) {
        if (!INDEXED.contains(field) || value.isEmpty()) {
            return list(resource, namespace).filter(stored -> stored.fields().selectable().getOrDefault(field, "").equals(value));
        }
        return entries(fields, indexed(field, value), resource)
                .takeWhile(key -> key.resource().equals(resource))
                .filter(key -> namespace.isEmpty() || key.namespace().equals(namespace))
                .flatMap(key -> find(key).stream());
    }

    /// Indexes hold keys alone, so that they need not change whenever an object does.
    private Stream<ObjectKey> entries(SortedTree<Entry, Entry> index, String value, GroupResource from) {
        return index.streamFrom(new Entry(value, new ObjectKey(cluster, from, "", BEFORE_ALL)), true)
                .takeWhile(entry -> entry.value().equals(value))
                .map(Entry::key);
    }

    @Override
    public int count(GroupResource resource) {
        return objects(resource).size();
    }

    @Override
    public int objects() {
        int count = 0;
        for (Table table : tables) {
            count += table.objects().size();
        }
        return count;
    }

    @Override
    public long objectBytes() {
        return objectBytes;
    }

    @Override
    public Object state(GroupResource resource) {
        return objects(resource);
    }

    Optional<ObjectKey> claimed(String claim) {
        return claims.find(claim);
    }

    Optional<Stored> namespace(String name) {
        return find(new ObjectKey(cluster, NAMESPACES, "", name));
    }

    private SortedTree<ObjectKey, Stored> objects(GroupResource resource) {
        int at = search(resource);
        return at < 0 ? NO_OBJECTS : tables[at].objects();
    }

    private int search(GroupResource resource) {
        int low = 0;
        int high = tables.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = tables[middle].resource().compareTo(resource);
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public String toString() {
        return "Image[%s at %s: %s]".formatted(cluster, version, Arrays.stream(tables).map(Table::resource).toList());
    }
}
