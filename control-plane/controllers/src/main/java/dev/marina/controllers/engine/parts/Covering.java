package dev.marina.controllers.engine.parts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Quantities;

/// Whether an object still says what was applied to it. It may say more: what a server fills in and what others add.
public final class Covering {

    private Covering() {}

    public static boolean covers(JsonNode present, JsonNode wanted) {
        if (wanted.isObject()) {
            return wanted.properties().stream().allMatch(field -> covers(present.path(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            return wanted.valueStream().allMatch(each -> present.valueStream().anyMatch(candidate -> covers(candidate, each)));
        }
        return present.equals(wanted) || same(present.asText(), wanted.asText());
    }

    /// A number may be stored as another type of number, an amount in its canonical form.
    private static boolean same(String present, String wanted) {
        return present.equals(wanted)
                || Quantities.valid(present) && Quantities.valid(wanted) && Quantities.value(present).compareTo(Quantities.value(wanted)) == 0;
    }
}
