package dev.marina.apiserver.flowcontrol;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/// Counts observations in buckets, as Prometheus reads them.
final class Histogram {

    private final double[] bounds;
    private final LongAdder[] counts;
    private final LongAdder thousandths = new LongAdder();

    /// @param bounds ascending; there is one more bucket for what is above
    Histogram(double... bounds) {
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void observe(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        thousandths.add(Math.round(value * 1000));
    }

    /// @param labels such as `a="b",c="d"`
    void write(StringBuilder text, String name, String labels) {
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
            text.append("%s_bucket{%s,le=\"%s\"} %d\n".formatted(name, labels, bound, count));
        }
        text.append(String.format(Locale.ROOT, "%s_sum{%s} %.3f\n%s_count{%s} %d\n", name, labels, thousandths.sum() / 1000.0, name, labels, count));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
