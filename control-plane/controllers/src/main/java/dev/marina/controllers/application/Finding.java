package dev.marina.controllers.application;

/// Something that is in the way of what an application wants.
///
/// @param reason of its condition and its event
record Finding(String reason, String message) {

    static final String TAKEN = "NameTaken";
    static final String FOREIGN_HOST = "ForeignHost";
    static final String NAME_TOO_LONG = "NameTooLong";
    static final String REFUSED = "Refused";
    static final String SET_BY_OTHERS = "SetByOthers";

    /// Whether the application lacks something; otherwise somebody has wanted it so.
    boolean hinders() {
        return !reason.equals(SET_BY_OTHERS);
    }
}
