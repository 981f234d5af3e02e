package dev.marina.store.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.util.List;
import java.util.Map;

/// What is in a backup.
///
/// @param format of the files; another one is not read
/// @param cluster its name when the backup was taken
/// @param version of the cluster, after which all of the objects are
/// @param taken time, as RFC 3339
/// @param objects how many
/// @param bytes of the file `objects`
/// @param counts objects by type, such as `deployments.apps`
/// @param leftOut objects by type that were in the cluster and are not in the backup
/// @param settings what the cluster was made with
/// @param blocks of the file, in order
/// @param sha256 of the file, in hexadecimal digits
/// @param volumes whose content is in the files `volume-0`, `volume-1` and so on
/// @param leftOutVolumes claims whose volumes' content is not
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(int format, String tenant, String cluster, String clusterId, long version, String taken, long objects, long bytes,
        Map<String, Long> counts, Map<String, Long> leftOut, Map<String, String> settings, List<Block> blocks, String sha256,
        List<Volume> volumes, List<LeftOut> leftOutVolumes) {

    public static final int FORMAT = 1;

    public Manifest {
        // Those from before volumes belonged to backups do not say.
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
        leftOutVolumes = leftOutVolumes == null ? List.of() : List.copyOf(leftOutVolumes);
    }

    /// One without volumes.
    public Manifest(int format, String tenant, String cluster, String clusterId, long version, String taken, long objects, long bytes,
            Map<String, Long> counts, Map<String, Long> leftOut, Map<String, String> settings, List<Block> blocks, String sha256) {
        this(format, tenant, cluster, clusterId, version, taken, objects, bytes, counts, leftOut, settings, blocks, sha256, List.of(), List.of());
    }

    /// Of all files but the manifest itself.
    public long allBytes() {
        return bytes + volumes.stream().mapToLong(Volume::stored).sum();
    }

    /// What was in a claim's volume.
    ///
    /// @param machine on which it lay
    /// @param block whether it is a raw block volume
    /// @param size of the volume, in bytes
    /// @param plain bytes of its pieces
    /// @param stored bytes of its file
    /// @param pieces how many
    /// @param sha256 of the pieces as they came from the snapshot, see [VolumeWriter]
    /// @param taken time of the snapshot, as RFC 3339
    public record Volume(String namespace, String claim, String machine, boolean block, long size, long plain, long stored, long pieces, String sha256,
            String taken) {}

    /// A claim of which nothing but the object is in the backup.
    ///
    /// @param reason in a word
    public record LeftOut(String namespace, String claim, String reason, String message) {}

    /// @param at where it begins in the file
    /// @param length in the file
    /// @param plain bytes before compression
    public record Block(long at, int length, int plain, Place first) {}

    /// Where an object is.
    public record Place(String group, String resource, String namespace, String name) {

        static Place of(ObjectKey key) {
            return new Place(key.resource().group(), key.resource().resource(), key.namespace(), key.name());
        }

        ObjectKey in(ClusterId cluster) {
            return new ObjectKey(cluster, new GroupResource(group, resource), namespace, name);
        }
    }
}
