package dev.marina.csi.volume;

/// What is durably known of a volume.
///
/// @param name by which it was asked for; a second request for the name finds this volume
/// @param cluster that it belongs to, possibly empty
/// @param unfinished while it is being made: nobody has been told of it yet
/// @param source what was in it when it was made, as [Content#text] says it
public record VolumeRecord(String id, String name, String cluster, long bytes, boolean unfinished, String source) {

    public VolumeRecord {
        // Records from before there were snapshots do not say.
        source = source == null ? "" : source;
    }

    public VolumeId volumeId() {
        return new VolumeId(id);
    }

    public VolumeRecord withBytes(long larger) {
        return new VolumeRecord(id, name, cluster, larger, unfinished, source);
    }

    public VolumeRecord asUnfinished() {
        return new VolumeRecord(id, name, cluster, bytes, true, source);
    }
}
