package dev.marina.agent.eviction;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What nodes put pods out for beyond the hard thresholds, which each has. A kubelet's `--eviction-soft`, `--eviction-soft-grace-period` and
/// `--eviction-max-pod-grace-period`.
///
/// @param longestGrace what a pod is left at most that goes for a soft threshold
public record EvictionSettings(List<SoftThreshold> soft, Duration longestGrace) {

    /// Hard thresholds alone, as a kubelet has it by default.
    public static final EvictionSettings HARD_ALONE = new EvictionSettings(List.of(), Duration.ZERO);

    public EvictionSettings {
        soft = List.copyOf(soft);
    }

    /// @param soft such as `memory.available<200Mi,nodefs.available<15%`; empty: none
    /// @param graces such as `memory.available=1m30s,nodefs.available=2m`
    public static EvictionSettings of(String soft, String graces, int longestGraceSeconds) {
        if (longestGraceSeconds < 0) {
            throw new IllegalArgumentException(
                    "eviction-max-pod-grace-period is %d; it must be a number of seconds, at least 0".formatted(longestGraceSeconds));
        }
        Map<EvictionSignal, String> amounts = entries("eviction-soft", soft, "<");
        Map<EvictionSignal, String> periods = entries("eviction-soft-grace-period", graces, "=");
        periods.keySet().stream().filter(signal -> !amounts.containsKey(signal)).findFirst().ifPresent(signal -> {
            throw new IllegalArgumentException("eviction-soft-grace-period has %s; there is no such threshold in eviction-soft".formatted(signal.key()));
        });
        return new EvictionSettings(Arrays.stream(EvictionSignal.values()).filter(amounts::containsKey)
                .map(signal -> new SoftThreshold(signal, amounts.get(signal), grace(signal, periods.get(signal)))).toList(),
                Duration.ofSeconds(longestGraceSeconds));
    }

    private static Map<EvictionSignal, String> entries(String setting, String text, String between) {
        Map<EvictionSignal, String> entries = new HashMap<>();
        for (String entry : text.isBlank() ? new String[0] : text.split(",")) {
            String[] parts = entry.strip().split(between, 2);
            EvictionSignal signal = Arrays.stream(EvictionSignal.values()).filter(each -> each.key().equals(parts[0])).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("%s has %s; there are %s".formatted(setting, parts[0],
                            Arrays.stream(EvictionSignal.values()).map(EvictionSignal::key).toList())));
            if (parts.length < 2 || entries.put(signal, parts[1]) != null) {
                throw new IllegalArgumentException("%s has %s; each signal must be there once, followed by %s".formatted(setting, entry.strip(), between));
            }
        }
        return entries;
    }

    private static Duration grace(EvictionSignal signal, String text) {
        if (text == null) {
            throw new IllegalArgumentException("grace period must be specified for the soft eviction threshold %s, in eviction-soft-grace-period"
                    .formatted(signal.key()));
        }
        try {
            Duration grace = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (!grace.isNegative()) {
                return grace;
            }
        } catch (DateTimeParseException _) {
            // said below
        }
        throw new IllegalArgumentException("eviction-soft-grace-period has %s=%s; it must be a time such as 1m30s".formatted(signal.key(), text));
    }
}
