package dev.marina.csi.volume;

/// What is durably known of a volume.
///
/// @param name by which it was asked for; a second request for the name finds this volume
/// @param cluster that it belongs to, possibly empty
public record VolumeRecord(String id, String name, String cluster, long bytes) {

    public VolumeId volumeId() {
        return new VolumeId(id);
    }
}
