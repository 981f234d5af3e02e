package dev.marina.csi.volume;

import java.util.HashMap;
import java.util.Map;

/// What is durably known of a volume.
///
/// @param name by which it was asked for; a second request for the name finds this volume
/// @param cluster that it belongs to, possibly empty
/// @param unfinished while it is being made: nobody has been told of it yet
/// @param source what was in it when it was made, as [Content#text] says it
/// @param attributes as they were asked for; see [Attributes]
/// @param device number of a raw block volume's [LoopDevice], which is no other volume's; 0 for a file system
public record VolumeRecord(String id, String name, String cluster, long bytes, boolean unfinished, String source, int device, Map<String, String> attributes) {

    public VolumeRecord {
        // Records from before there were snapshots do not say.
        source = source == null ? "" : source;
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    public VolumeId volumeId() {
        return new VolumeId(id);
    }

    public boolean block() {
        return device != 0;
    }

    /// Of a raw block volume.
    public LoopDevice loopDevice() {
        return new LoopDevice(device);
    }

    /// Attributes that are not named stay.
    public VolumeRecord with(Map<String, String> changes) {
        Map<String, String> changed = new HashMap<>(attributes);
        changed.putAll(changes);
        return new VolumeRecord(id, name, cluster, bytes, unfinished, source, device, changed);
    }

    public VolumeRecord withBytes(long larger) {
        return new VolumeRecord(id, name, cluster, larger, unfinished, source, device, attributes);
    }

    VolumeRecord withDevice(int number) {
        return new VolumeRecord(id, name, cluster, bytes, unfinished, source, number, attributes);
    }

    public VolumeRecord finished() {
        return new VolumeRecord(id, name, cluster, bytes, false, source, device, attributes);
    }
}
