package dev.marina.apiserver.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;
import java.math.BigDecimal;

/// Amounts of bytes that are no whole ones, such as `100m`.
final class ByteAmounts {

    private static final String[] OF_CONTAINERS = {"memory", "ephemeral-storage"};
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    private ByteAmounts() {}

    static void container(Warnings warnings, String field, JsonNode resources) {
        for (String resource : OF_CONTAINERS) {
            amount(warnings, field + ".limits", resources.path("limits"), resource);
            amount(warnings, field + ".requests", resources.path("requests"), resource);
        }
    }

    static void overhead(Warnings warnings, String field, JsonNode overhead) {
        for (String resource : OF_CONTAINERS) {
            amount(warnings, field, overhead, resource);
        }
    }

    /// pkg/api/persistentvolumeclaim/util.go
    static void claim(Warnings warnings, String spec, JsonNode resources) {
        amount(warnings, spec + ".resources.requests", resources.path("requests"), "storage");
        amount(warnings, spec + ".resources.limits", resources.path("limits"), "storage");
    }

    private static void amount(Warnings warnings, String field, JsonNode amounts, String resource) {
        String text = amounts.path(resource).asText();
        if (!text.isEmpty() && Quantities.valid(text) && Quantities.value(text).multiply(MILLI).remainder(MILLI).signum() != 0) {
            warnings.add("%s[%s]".formatted(field, resource),
                    "fractional byte value \"%s\" is invalid, must be an integer".formatted(Quantities.canonical(text)));
        }
    }
}
