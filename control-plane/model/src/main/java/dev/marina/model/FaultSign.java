package dev.marina.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a Node may be the first to show of what was done to it: what somebody expects, and what was seen.
public enum FaultSign {

    READY_FALSE("ReadyFalse"),
    READY_UNKNOWN("ReadyUnknown"),
    DISK_PRESSURE("DiskPressure"),
    /// Nothing of these, until it was over.
    NONE("NoSign");

    private final String text;

    FaultSign(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<FaultSign> of(String text) {
        return Arrays.stream(values()).filter(sign -> sign.text.equals(text)).findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(FaultSign::text).toList();
    }
}
