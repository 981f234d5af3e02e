package dev.marina.agent.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Optional;

/// Claims and volumes of one cluster, as its API has them.
interface ClusterVolumes {

    List<PersistentVolumeClaim> claims();

    List<PersistentVolume> volumes();

    Optional<StorageClass> storageClass(String name);

    /// Succeeds when it is there already.
    void create(PersistentVolume volume);

    void delete(PersistentVolume volume);

    /// Says which node the claim's volume is to be made on; empty takes that back. Nothing happens if somebody else has changed the
    /// claim since it was read.
    void selectNode(PersistentVolumeClaim claim, Optional<String> node);

    void event(PersistentVolumeClaim claim, String type, String reason, String message);
}
