package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What a snapshot is to say of itself, from what its content says. updateSnapshotStatus in the snapshot-controller.
///
/// @param created whether that it was taken is news
/// @param ready whether that it can be used is news
record SnapshotStatus(ObjectNode status, boolean created, boolean ready) {

    private static final BigDecimal KI = BigDecimal.valueOf(1024);
    private static final long NANOS = 1_000_000_000L;

    static SnapshotStatus of(SnapshotObject snapshot, SnapshotObject content) {
        ObjectNode status = snapshot.status();
        JsonNode said = content.at("status");
        status.put("boundVolumeSnapshotContentName", content.name());
        boolean ready = said.path("readyToUse").asBoolean();
        status.put("readyToUse", ready);
        boolean created = !status.has("creationTime") && said.path("creationTime").isIntegralNumber();
        if (created) {
            time(said.path("creationTime").asLong()).ifPresent(at -> status.put("creationTime", at));
        }
        if (said.path("restoreSize").isIntegralNumber()) {
            status.put("restoreSize", size(said.path("restoreSize").asLong()));
        }
        if (said.path("error").isObject()) {
            status.set("error", said.path("error").deepCopy());
        } else {
            status.remove("error");
        }
        return new SnapshotStatus(status, created, ready && !snapshot.ready());
    }

    private static Optional<String> time(long nanos) {
        return nanos <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS).truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /// As Go's BinarySI writes it.
    private static String size(long bytes) {
        BigDecimal kibibytes = BigDecimal.valueOf(bytes).divide(KI);
        return kibibytes.stripTrailingZeros().scale() <= 0 ? Quantities.canonical(kibibytes.toPlainString() + "Ki") : Long.toString(bytes);
    }
}
