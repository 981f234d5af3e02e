package dev.marina.apiserver.fork;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.store.backup.BackupReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Claims that come back because a backup has what was in their volumes. They come back as other claims, unbound, and say in `dataSourceRef` what they wait for: nobody
/// makes an empty volume for such a claim.
///
/// @param backup uid
/// @param names of the claims, as `namespace/name`
public record RestoredClaims(String backup, Set<String> names) {

    public static final RestoredClaims NONE = new RestoredClaims("", Set.of());
    public static final String GROUP = "marina.dev";
    public static final String KIND = "Backup";
    private static final List<String> OF_BINDING = List.of("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller",
            "volume.kubernetes.io/selected-node", "volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner",
            "volume.kubernetes.io/storage-resizer", "marina.dev/restored-volume");

    public static RestoredClaims of(String backup, BackupReader reader) {
        return new RestoredClaims(backup,
                reader.manifest().volumes().stream().map(volume -> volume.namespace() + "/" + volume.claim()).collect(Collectors.toUnmodifiableSet()));
    }

    public boolean has(String namespace, String name) {
        return names.contains(namespace + "/" + name);
    }

    /// Whether the claim waits, or has waited, for what this backup has.
    public static boolean awaits(Document claim, String backup) {
        return claim.text("spec", "dataSourceRef", "apiGroup").equals(GROUP) && claim.text("spec", "dataSourceRef", "kind").equals(KIND)
                && claim.text("spec", "dataSourceRef", "name").equals(backup);
    }

    /// @param uid another one: a volume is named by it, and the former may still be there
    void unbind(ObjectNode root, String uid) {
        ObjectNode metadata = root.withObjectProperty("metadata");
        metadata.put("uid", uid);
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(OF_BINDING);
        }
        ObjectNode spec = root.withObjectProperty("spec");
        spec.remove(List.of("volumeName", "dataSource", "dataSourceRef"));
        spec.putObject("dataSourceRef").put("apiGroup", GROUP).put("kind", KIND).put("name", backup);
        root.putObject("status").put("phase", "Pending");
    }
}
