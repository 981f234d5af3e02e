package dev.marina.controllers.engine.parts;

import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/// Something that is in the way of what somebody wants.
///
/// @param reason of its condition and its event
public record Finding(String reason, String message) {

    public static final String TAKEN = "NameTaken";
    public static final String FOREIGN_HOST = "ForeignHost";
    public static final String NAME_TOO_LONG = "NameTooLong";
    public static final String REFUSED = "Refused";
    public static final String SET_BY_OTHERS = "SetByOthers";

    /// Whether it lacks something; otherwise somebody has wanted it so.
    public boolean hinders() {
        return !reason.equals(SET_BY_OTHERS);
    }

    /// Events of those that a status did not tell yet.
    ///
    /// @param before message of the status as it was; null: nothing
    public static void tell(Turn turn, HasMetadata object, List<Finding> findings, String before) {
        String known = before == null ? "" : before;
        findings.stream().filter(finding -> !known.contains(finding.message))
                .forEach(finding -> turn.event(object, Severity.Warning, finding.reason, finding.message));
    }
}
