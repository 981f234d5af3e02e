package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.model.VolumeDriver;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.math.BigDecimal;
import java.util.stream.Stream;

/// What claims and contents of snapshots take of a tenant's volumes: a snapshot as much as its volume, since all its blocks are set aside. Of
/// snapshots that are taken together the content of their group takes for all of them. Snapshots of other drivers take nothing.
public final class VolumeBytes {

    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource CONTENTS = new GroupResource("snapshot.storage.k8s.io", "volumesnapshotcontents");
    private static final GroupResource GROUPS = new GroupResource("groupsnapshot.storage.k8s.io", "volumegroupsnapshotcontents");
    /// At contents of snapshots that were taken together. The nodes take none for them.
    private static final String OF_GROUP = "groupsnapshot.storage.kubernetes.io/volumeGroupSnapshotHandle";
    /// The driver takes no more together.
    private static final int MOST = 20;
    private static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");

    private VolumeBytes() {}

    static boolean taken(GroupResource resource) {
        return resource.equals(CLAIMS) || resource.equals(CONTENTS) || resource.equals(GROUPS);
    }

    /// Everything in the cluster that takes something. To be closed.
    public static Stream<Stored> takers(ClusterImage image) {
        return Stream.of(CLAIMS, CONTENTS, GROUPS).flatMap(resource -> image.list(resource, ""));
    }

    public static ResourceAmount of(GroupResource resource, Document object, ClusterImage image) {
        if (resource.equals(CLAIMS)) {
            return ResourceAmount.parseOrZero(object.text("spec", "resources", "requests", "storage"));
        }
        if (!object.text("spec", "driver").equals(VolumeDriver.NAME)) {
            return ResourceAmount.ZERO;
        }
        return resource.equals(GROUPS) ? group(object, image) : snapshot(object, image);
    }

    /// What the driver has said; before it has, its volume's size.
    private static ResourceAmount snapshot(Document content, ClusterImage image) {
        if (!content.text("metadata", "annotations", OF_GROUP).isEmpty()) {
            return ResourceAmount.ZERO;
        }
        ResourceAmount said = content.at("status", "restoreSize").isNumber()
                ? new ResourceAmount(BigDecimal.valueOf(Math.max(0, content.at("status", "restoreSize").asLong())))
                : ResourceAmount.ZERO;
        return said.exceeds(ResourceAmount.ZERO) ? said : volume(content.text("spec", "source", "volumeHandle"), image);
    }

    /// The same, of all its snapshots.
    private static ResourceAmount group(Document content, ClusterImage image) {
        ResourceAmount said = ResourceAmount.ZERO;
        for (JsonNode snapshot : content.at("status", "volumeSnapshotInfoList")) {
            said = said.plus(new ResourceAmount(BigDecimal.valueOf(Math.max(0, snapshot.path("restoreSize").asLong()))));
        }
        if (said.exceeds(ResourceAmount.ZERO)) {
            return said;
        }
        ResourceAmount all = ResourceAmount.ZERO;
        int volumes = 0;
        for (JsonNode handle : content.at("spec", "source", "volumeHandles")) {
            if (volumes++ < MOST) {
                all = all.plus(volume(handle.asText(), image));
            }
        }
        return all;
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
