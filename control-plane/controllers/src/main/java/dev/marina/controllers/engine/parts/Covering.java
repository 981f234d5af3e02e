package dev.marina.controllers.engine.parts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;

/// Whether an object still says what was applied to it. It may say more: what a server fills in and what others add. A server keeps no `false`, no 0 and
/// nothing empty: where there is nothing, these are said.
public final class Covering {

    private Covering() {}

    public static boolean covers(JsonNode present, JsonNode wanted) {
        if (present.isMissingNode() && nothing(wanted)) {
            return true;
        }
        if (wanted.isObject()) {
            return wanted.properties().stream().allMatch(field -> covers(present.path(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            return wanted.valueStream().allMatch(each -> present.valueStream().anyMatch(candidate -> covers(candidate, each)));
        }
        return present.equals(wanted) || same(present.asText(), wanted.asText());
    }

    private static boolean nothing(JsonNode wanted) {
        return wanted.isNull() || wanted.isContainerNode() && wanted.isEmpty() || wanted.isBoolean() && !wanted.asBoolean()
                || wanted.isNumber() && wanted.asDouble() == 0 || wanted.isTextual() && wanted.asText().isEmpty();
    }

    /// A number may be stored as another type of number, an amount in its canonical form.
    private static boolean same(String present, String wanted) {
        return present.equals(wanted)
                || Quantities.valid(present) && Quantities.valid(wanted) && Quantities.value(present).compareTo(Quantities.value(wanted)) == 0;
    }
}
