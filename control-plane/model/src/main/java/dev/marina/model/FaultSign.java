package dev.marina.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What may be the first to be seen of what was done: what somebody expects, and what it was.
public enum FaultSign {

    READY_FALSE("ReadyFalse"),
    READY_UNKNOWN("ReadyUnknown"),
    DISK_PRESSURE("DiskPressure"),
    /// The node says that nobody answers names on it.
    DNS_SILENT("DNSSilent"),
    /// Objects wait for a controller.
    WORK_WAITS("WorkWaits"),
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
