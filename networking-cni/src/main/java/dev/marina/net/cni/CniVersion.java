package dev.marina.net.cni;

import java.util.List;
import java.util.Optional;

/// A version of the CNI specification that this plugin speaks.
record CniVersion(String text) {

    static final List<String> SUPPORTED = List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");
    static final CniVersion NEWEST = new CniVersion("1.1.0");

    static Optional<CniVersion> find(String text) {
        return SUPPORTED.contains(text) ? Optional.of(new CniVersion(text)) : Optional.empty();
    }

    boolean atLeast(int major, int minor) {
        String[] parts = text.split("\\.");
        int mine = Integer.parseInt(parts[0]) * 100 + Integer.parseInt(parts[1]);
        return mine >= major * 100 + minor;
    }
}
