package dev.marina.agent.stats;

import java.time.Instant;

/// Writes Prometheus' text format, version 0.0.4.
final class PrometheusText {

    private final StringBuilder text = new StringBuilder();

    /// The samples of one name, which stand together. Its heading is written with the first of them.
    final class Family {
        private final String heading;
        private final String name;
        private boolean begun;

        private Family(String name, String type, String help) {
            this.name = name;
            heading = "# HELP %1$s %2$s\n# TYPE %1$s %3$s\n".formatted(name, help, type);
        }

        /// @param labels names and values in turn
        Family add(double value, String... labels) {
            line(value, labels);
            text.append('\n');
            return this;
        }

        /// As of a moment other than that of the scrape.
        Family add(double value, Instant at, String... labels) {
            line(value, labels);
            text.append(' ').append(at.toEpochMilli()).append('\n');
            return this;
        }

        private void line(double value, String... labels) {
            if (!begun) {
                text.append(heading);
                begun = true;
            }
            text.append(name);
            for (int i = 0; i < labels.length; i += 2) {
                text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
            }
            text.append(labels.length == 0 ? " " : "} ").append(number(value));
        }
    }

    Family counter(String name, String help) {
        return new Family(name, "counter", help);
    }

    Family gauge(String name, String help) {
        return new Family(name, "gauge", help);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? Long.toString((long) value) : Double.toString(value);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
