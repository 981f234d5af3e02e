package dev.marina.agent.driver;

import dev.marina.agent.driver.ShownVolumes.Note;
import dev.marina.agent.volume.DriverVolumes.Use;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.VolumeUsage;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How full volumes are by their drivers' word, asked for when their pods' volumes are renewed: whoever wants to know it waits for no driver.
final class VolumeUses {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeUses.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// By pod, and by volume.
    private final Map<String, Map<String, Use>> known = new ConcurrentHashMap<>();

    /// A driver that does not say it now has said nothing.
    void measure(DriverConnection connection, Note note) {
        if (!note.measured()) {
            return;
        }
        Optional<VolumeUsage> bytes = Optional.empty();
        try {
            bytes = connection.node(LIMIT).nodeGetVolumeStats(NodeGetVolumeStatsRequest.newBuilder().setVolumeId(note.handle())
                    .setVolumePath("/" + note.target()).setStagingTargetPath(note.staged().isEmpty() ? "" : "/" + note.staged()).build()).getUsageList()
                    .stream()
                    .filter(usage -> usage.getUnit() == VolumeUsage.Unit.BYTES).findFirst();
        } catch (StatusRuntimeException failure) {
            LOG.atDebug().addKeyValue("volume", DriverInfo.shown(note.handle())).addKeyValue("error", Rpc.words(failure)).log("volume not measured");
        }
        Map<String, Use> ofPod = known.computeIfAbsent(note.pod(), _ -> new ConcurrentHashMap<>());
        bytes.filter(VolumeUses::possible).ifPresentOrElse(said -> ofPod.put(note.name(), new Use(said.getTotal(), said.getAvailable(), said.getUsed())),
                () -> ofPod.remove(note.name()));
    }

    private static boolean possible(VolumeUsage said) {
        return said.getTotal() >= 0 && said.getAvailable() >= 0 && said.getUsed() >= 0;
    }

    Map<String, Use> of(String pod) {
        return Map.copyOf(known.getOrDefault(pod, Map.of()));
    }

    void forget(Note note) {
        known.computeIfPresent(note.pod(), (_, ofPod) -> {
            ofPod.remove(note.name());
            return ofPod.isEmpty() ? null : ofPod;
        });
    }
}
