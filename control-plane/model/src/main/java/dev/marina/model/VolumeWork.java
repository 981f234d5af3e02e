package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// How far a backup or a restore has come with what is in volumes.
///
/// @param count volumes that are concerned
/// @param done of them
/// @param bytes that are to be copied of those of which it is known; what was never written is not copied
/// @param bytesDone of them
/// @param items volumes one by one, the first hundred
/// @param leftOut claims whose volumes are not concerned and why, the first hundred
/// @param leftOutCount all of those
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeWork(int count, int done, long bytes, long bytesDone, List<Volume> items, List<LeftOut> leftOut, int leftOutCount) {

    public static final int MOST_NAMED = 100;

    public static final String WAITING = "Waiting";
    public static final String COPYING = "Copying";
    public static final String STORED = "Stored";
    public static final String VERIFYING = "Verifying";
    public static final String VERIFIED = "Verified";
    public static final String RESTORED = "Restored";
    public static final String FAILED = "Failed";

    /// @param phase Waiting, Copying, Stored, Verifying, Verified; of a restore Restored and Failed
    /// @param bytes to be copied
    /// @param bytesDone in this phase
    /// @param message what it waits for, or why it failed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Volume(String namespace, String claim, String phase, long bytes, long bytesDone, String message) {}

    /// @param reason in a word
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LeftOut(String namespace, String claim, String reason, String message) {}
}
