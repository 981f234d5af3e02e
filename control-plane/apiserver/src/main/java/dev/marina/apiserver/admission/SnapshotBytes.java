package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.model.VolumeDriver;
import dev.marina.store.ClusterImage;
import java.math.BigDecimal;

/// What a snapshot takes of a tenant's volumes: as much as its volume, since all its blocks are set aside. Snapshots of other drivers take nothing.
public final class SnapshotBytes {

    public static final GroupResource CONTENTS = new GroupResource("snapshot.storage.k8s.io", "volumesnapshotcontents");
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");

    private SnapshotBytes() {}

    /// What the driver has said; before it has, its volume's size.
    public static ResourceAmount of(Document content, ClusterImage image) {
        if (!content.text("spec", "driver").equals(VolumeDriver.NAME)) {
            return ResourceAmount.ZERO;
        }
        ResourceAmount said = content.at("status", "restoreSize").isNumber()
                ? new ResourceAmount(BigDecimal.valueOf(Math.max(0, content.at("status", "restoreSize").asLong())))
                : ResourceAmount.ZERO;
        return said.exceeds(ResourceAmount.ZERO) ? said : volume(content.text("spec", "source", "volumeHandle"), image);
    }

    /// `<cluster>_<name>`: a volume's handle says the name of its object.
    private static ResourceAmount volume(String handle, ClusterImage image) {
        String name = handle.substring(handle.indexOf('_') + 1);
        return name.isEmpty()
                ? ResourceAmount.ZERO
                : image.find(new ObjectKey(image.cluster(), VOLUMES, "", name)).filter(stored -> !stored.opaque())
                        .map(stored -> ResourceAmount.parseOrZero(Document.parse(stored.bytes()).text("spec", "capacity", "storage")))
                        .orElse(ResourceAmount.ZERO);
    }
}
