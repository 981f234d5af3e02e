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
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(int format, String tenant, String cluster, String clusterId, long version, String taken, long objects, long bytes,
        Map<String, Long> counts, Map<String, Long> leftOut, Map<String, String> settings, List<Block> blocks, String sha256) {

    public static final int FORMAT = 1;

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
