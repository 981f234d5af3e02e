package dev.marina.console.backups;

import java.util.List;
import java.util.Locale;

/// A number of bytes as people read it.
final class Size {

    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");
    private static final double STEP = 1024;

    private Size() {}

    static String of(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= STEP && unit < UNITS.size() - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
    }
}
