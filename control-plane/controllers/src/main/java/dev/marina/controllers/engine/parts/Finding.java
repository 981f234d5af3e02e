package dev.marina.controllers.engine.parts;

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
}
