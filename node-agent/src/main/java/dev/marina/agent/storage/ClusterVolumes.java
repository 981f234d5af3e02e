package dev.marina.agent.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.List;
import java.util.Optional;

/// Claims and volumes of one cluster, as its API has them.
interface ClusterVolumes {

    List<PersistentVolumeClaim> claims();

    List<PersistentVolume> volumes();

    Optional<StorageClass> storageClass(String name);

    ClusterSnapshots snapshots();

    /// Succeeds when it is there already.
    void create(PersistentVolume volume);

    void delete(PersistentVolume volume);

    /// Says which node the claim's volume is to be made on; empty takes that back. Nothing happens if somebody else has changed the
    /// claim since it was read.
    void selectNode(PersistentVolumeClaim claim, Optional<String> node);

    /// How far a claim's growth has come.
    ///
    /// @param status in `allocatedResourceStatuses`
    /// @param condition the one of `Resizing` and `FileSystemResizePending` that holds
    record Growth(String status, Optional<String> condition, String message) {}

    /// Says so, unless it was said.
    void expanding(PersistentVolumeClaim claim, Growth growth);

    void enlarge(PersistentVolume volume, Quantity capacity);

    /// The claim has what it asks for.
    void expanded(PersistentVolumeClaim claim, Quantity capacity);

    Optional<VolumeAttributesClass> attributesClass(String name);

    /// How far the change of a claim's attributes has come.
    ///
    /// @param status of `modifyVolumeStatus`
    /// @param target the class that is being carried out, "" before that is known
    /// @param condition the one of `ModifyingVolume` and `ModifyVolumeError` that is to be said; empty leaves them as they are
    record Modification(String status, String target, Optional<String> condition, String message) {}

    /// Says so, unless it was said.
    void modifying(PersistentVolumeClaim claim, Modification modification);

    /// The volume has the attributes of this class, and then the claim has.
    void modified(PersistentVolumeClaim claim, PersistentVolume volume, String attributesClass);

    void event(PersistentVolumeClaim claim, String type, String reason, String message);
}
