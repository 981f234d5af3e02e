package dev.marina.agent.image;

import dev.marina.agent.pace.Rounds;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.StoredImages;
import dev.marina.agent.runtime.StoredImages.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes room for images on the machine, whose store all nodes share: what a registry has can be pulled again. On a thread of its own, which
/// remembers since its start when images were used.
public final class ImageRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImageRoom.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final StoredImages images;
    private final Supplier<Set<String>> volumes;
    private final PullRecords records;
    private final Clock clock;
    private final Rounds rounds = new Rounds(INTERVAL, this::look,
            failure -> LOG.atWarn().addKeyValue("error", failure.toString()).log("images not looked at"));
    private final Map<String, Instant> seen = new HashMap<>();
    private final Map<String, Instant> used = new HashMap<>();

    /// @param volumes ids of images that pods have as volumes
    public ImageRoom(StoredImages images, Supplier<Set<String>> volumes, PullRecords records, Clock clock) {
        this.images = images;
        this.volumes = volumes;
        this.records = records;
        this.clock = clock;
    }

    public ImageRoom start() {
        rounds.start("image room");
        return this;
    }

    void look() {
        Instant now = clock.instant();
        List<Stored> stored = images.stored();
        Set<String> inUse = new HashSet<>(images.inUse());
        inUse.addAll(volumes.get());
        Set<String> ids = stored.stream().map(Stored::id).collect(Collectors.toSet());
        seen.keySet().retainAll(ids);
        used.keySet().retainAll(ids);
        ids.forEach(id -> seen.putIfAbsent(id, now));
        inUse.forEach(id -> used.put(id, now));
        ImageRoomPlan plan = ImageRoomPlan.of(images.space(), stored, inUse, seen, used, now);
        if (plan.missing() > 0) {
            carryOut(plan, ids);
        }
    }

    private void carryOut(ImageRoomPlan plan, Set<String> ids) {
        Set<String> left = new HashSet<>(ids);
        long freed = 0;
        for (Stored image : plan.remove()) {
            try {
                images.remove(image.id());
                left.remove(image.id());
                freed += image.bytes();
                LOG.atInfo().addKeyValue("image", image.id()).addKeyValue("bytes", image.bytes()).log("image removed to make room");
            } catch (RuntimeFailure inUseNow) {
                LOG.atDebug().addKeyValue("image", image.id()).addKeyValue("error", inUseNow.getMessage()).log("image not removed");
            }
        }
        records.keepOnly(left);
        if (freed < plan.missing()) {
            LOG.atWarn().addKeyValue("bytes", plan.missing()).addKeyValue("freed", freed).log("the machine's disk for images is nearly full");
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
