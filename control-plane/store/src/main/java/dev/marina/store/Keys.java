package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Where everything lies in the backend. Below one prefix:
///
/// - `s/<shard>/fence`, `s/<shard>/owner`, `s/<shard>/awake/<cluster>`: a shard, its owner, its clusters with work to do
/// - `m/<process>`: the processes that share the shards
/// - `r/<cluster>`: a cluster's record; `n/<tenant>/<name>`: its id
/// - `c/<cluster>/o/<group>/<resource>/<namespace>/<name>`: an object
/// - `c/<cluster>/l/<inverted version>`: a log record, the newest first, so that one read of one entry finds the high-water mark
final class Keys {

    private final String prefix;

    Keys(String prefix) {
        this.prefix = prefix;
    }

    record Range(byte[] from, byte[] to) {}

    byte[] fence(int shard) {
        return bytes("s/%04d/fence".formatted(shard));
    }

    byte[] owner(int shard) {
        return bytes("s/%04d/owner".formatted(shard));
    }

    byte[] awake(int shard, ClusterId cluster) {
        return bytes("s/%04d/awake/%s".formatted(shard, cluster));
    }

    Range awake(int shard) {
        return below("s/%04d/awake/".formatted(shard));
    }

    byte[] member(String process) {
        return bytes("m/" + process);
    }

    Range members() {
        return below("m/");
    }

    byte[] record(ClusterId cluster) {
        return bytes("r/" + cluster);
    }

    Range records() {
        return below("r/");
    }

    byte[] name(String tenant, String name) {
        return bytes("n/" + segment(tenant) + "/" + segment(name));
    }

    Range cluster(ClusterId cluster) {
        return below("c/" + cluster + "/");
    }

    /// Of a cluster, below `path`: as no key has such a byte, nothing outside is met, whatever `path` says.
    ///
    /// @param path what follows the cluster in keys
    /// @param after where the range begins, without it; before `path` for the whole of it
    Range part(ClusterId cluster, String path, String after) {
        byte[] whole = bytes("c/" + cluster + "/" + path);
        byte[] to = Arrays.copyOf(whole, whole.length + 1);
        to[whole.length] = (byte) 0xff;
        byte[] next = bytes("c/" + cluster + "/" + after + "\0");
        byte[] from = Arrays.compareUnsigned(next, whole) > 0 ? next : whole;
        return new Range(Arrays.compareUnsigned(from, to) > 0 ? to : from, to);
    }

    /// What follows the cluster in a key of it.
    String inCluster(ClusterId cluster, byte[] key) {
        return new String(key, StandardCharsets.UTF_8).substring(root(cluster).length());
    }

    /// What all keys of the cluster begin with.
    String root(ClusterId cluster) {
        return prefix + "c/" + cluster + "/";
    }

    Range objects(ClusterId cluster) {
        return below("c/" + cluster + "/o/");
    }

    Range objects(ClusterId cluster, GroupResource type) {
        return below("c/" + cluster + "/o/" + segment(type.group()) + "/" + segment(type.resource()) + "/");
    }

    byte[] object(ObjectKey key) {
        return bytes("c/" + key.cluster() + "/o/" + segment(key.resource().group()) + "/" + segment(key.resource().resource()) + "/"
                + segment(key.namespace()) + "/" + segment(key.name()));
    }

    /// The object whose key this is, or nothing when it is no object's key.
    Optional<ObjectKey> object(ClusterId cluster, byte[] key) {
        String path = new String(key, StandardCharsets.UTF_8);
        String start = prefix + "c/" + cluster + "/o/";
        if (!path.startsWith(start)) {
            return Optional.empty();
        }
        String[] parts = path.substring(start.length()).split("/", -1);
        return parts.length == 4 && !parts[3].isEmpty()
                ? Optional.of(new ObjectKey(cluster, new GroupResource(parts[0], parts[1]), parts[2], parts[3]))
                : Optional.empty();
    }

    byte[] log(ClusterId cluster, long lastVersion) {
        return bytes("c/" + cluster + "/l/" + "%016x".formatted(~lastVersion));
    }

    Range logs(ClusterId cluster) {
        return below("c/" + cluster + "/l/");
    }

    /// The record that holds `version` is the first from here on when read backwards: the last whose last version is not below it.
    long logVersion(byte[] key) {
        String path = new String(key, StandardCharsets.UTF_8);
        return ~Long.parseUnsignedLong(path.substring(path.lastIndexOf('/') + 1), 16);
    }

    ClusterId lastSegment(byte[] key) {
        String path = new String(key, StandardCharsets.UTF_8);
        return new ClusterId(path.substring(path.lastIndexOf('/') + 1));
    }

    private Range below(String path) {
        String whole = prefix + path;
        return new Range(whole.getBytes(StandardCharsets.UTF_8),
                (whole.substring(0, whole.length() - 1) + (char) ('/' + 1)).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(String path) {
        return (prefix + path).getBytes(StandardCharsets.UTF_8);
    }

    private static String segment(String part) {
        if (part.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"%s\" has a slash; it cannot be part of a key".formatted(part));
        }
        return part;
    }
}
