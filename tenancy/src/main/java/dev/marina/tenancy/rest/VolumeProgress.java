package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.ManagementBackups.Volumes;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How far what is in volumes has been copied.
public record VolumeProgress(@Schema(description = "Volumes that are concerned") long count, @Schema(description = "Of them") long done,
        @Schema(description = "To be copied, of those of which it is known; what was never written is not") long bytes, long bytesDone,
        @Schema(description = "Volumes one by one, the first hundred") List<Volume> items,
        @Schema(description = "Claims whose volumes are not concerned, the first hundred") List<LeftOut> leftOut,
        @Schema(description = "All of those") long leftOutCount) {

    public record Volume(String namespace, String claim, @Schema(enumeration = {
            "Waiting", "Copying", "Stored", "Verifying", "Verified", "Restored", "Failed"}) String phase, long bytes, long bytesDone,
            @Schema(description = "What it waits for, or why it failed") String message) {}

    public record LeftOut(String namespace, String claim, @Schema(description = "Why, in a word") String reason, String message) {}

    static VolumeProgress of(Volumes volumes) {
        return new VolumeProgress(volumes.count(), volumes.done(), volumes.bytes(), volumes.bytesDone(),
                volumes.items().stream().map(each -> new Volume(each.namespace(), each.claim(), each.phase(), each.bytes(), each.bytesDone(), each.message()))
                        .toList(),
                volumes.leftOut().stream().map(each -> new LeftOut(each.namespace(), each.claim(), each.reason(), each.message())).toList(),
                volumes.leftOutCount());
    }
}
