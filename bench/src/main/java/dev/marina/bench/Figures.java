package dev.marina.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was measured, in the order in which it is shown.
final class Figures {

    private record Figure(String key, double value, String unit, String what) {}

    private final List<Figure> figures = new ArrayList<>();

    Figures add(String key, double value, String unit, String what) {
        figures.add(new Figure(key, value, unit, what));
        return this;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        for (Figure figure : figures) {
            table.append(String.format(Locale.ROOT, "%-28s %14s %-10s %s%n", figure.key(), shown(figure.value()), figure.unit(), figure.what()));
        }
        return table.toString();
    }

    String json() {
        StringBuilder json = new StringBuilder("{");
        for (Figure figure : figures) {
            json.append(json.length() == 1 ? "" : ",").append('"').append(figure.key()).append("\":").append(shown(figure.value()));
        }
        return json.append('}').toString();
    }

    private static String shown(double value) {
        return Math.abs(value) >= 100 ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.3f", value);
    }
}
