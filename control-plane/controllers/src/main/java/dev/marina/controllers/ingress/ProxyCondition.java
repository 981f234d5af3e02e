package dev.marina.controllers.ingress;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is found out about one HTTPProxy: Contour's condition `Valid`, by its types, reasons and messages
/// (apis/projectcontour/v1/detailedconditions.go). Filled while its plan is made.
final class ProxyCondition {

    /// A type of which an HTTPProxy is `orphaned` and not `invalid`.
    static final String ORPHANED = "Orphaned";
    /// As Contour has it, so that a message fits its definition.
    private static final int LONGEST = 32_760;
    private static final int MOST = 50;

    /// @param type such as `RouteError`
    record Finding(String type, String reason, String message) {}

    private final Set<Finding> errors = new LinkedHashSet<>();
    private final Set<Finding> warnings = new LinkedHashSet<>();

    void error(String type, String reason, String message, Object... values) {
        add(errors, type, reason, message, values);
    }

    void warning(String type, String reason, String message, Object... values) {
        add(warnings, type, reason, message, values);
    }

    /// That a field is not served; the rest is.
    void ignored(String field, String why) {
        warning("SpecError", "IgnoredField", "ignoring field \"%s\"; %s", field, why);
    }

    private static void add(Set<Finding> all, String type, String reason, String message, Object[] values) {
        String text = Listener.plain(message.formatted(values));
        if (all.size() < MOST) {
            all.add(new Finding(type, reason, text.length() > LONGEST ? text.substring(0, LONGEST) : text));
        }
    }

    List<Finding> errors() {
        return List.copyOf(errors);
    }

    List<Finding> warnings() {
        return List.copyOf(warnings);
    }

    boolean valid() {
        return errors.isEmpty();
    }

    String currentStatus() {
        boolean orphaned = errors.stream().anyMatch(error -> error.type().equals(ORPHANED));
        return valid() ? "valid" : orphaned ? "orphaned" : "invalid";
    }

    String reason() {
        return valid() ? "Valid" : "ErrorPresent";
    }

    String message() {
        return valid() ? "Valid HTTPProxy" : "At least one error present, see Errors for details";
    }

    /// For people who list HTTPProxies.
    String description() {
        return errors.stream().filter(error -> error.type().equals(ORPHANED)).map(Finding::message).findFirst().orElseGet(this::message);
    }
}
