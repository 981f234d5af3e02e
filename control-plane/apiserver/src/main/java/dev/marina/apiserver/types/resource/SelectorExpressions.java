package dev.marina.apiserver.types.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.cel.DeviceExpression;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// Whether selectors of devices can be evaluated: their types fit. How many there are and how long they may be is checked before.
/// validateCELSelector in pkg/apis/resource/validation/validation.go
final class SelectorExpressions {

    private SelectorExpressions() {}

    /// @param errors what was found before; where there is anything, nothing is compiled
    static List<FieldError> ofClaim(List<FieldError> errors, JsonNode spec, String path) {
        if (!errors.isEmpty()) {
            return errors;
        }
        Errors found = new Errors();
        JsonNode requests = spec.path("devices").path("requests");
        for (int i = 0; i < requests.size(); i++) {
            String at = "%s.devices.requests[%d].".formatted(path, i);
            check(found, requests.get(i).path("exactly"), at + "exactly");
            JsonNode alternatives = requests.get(i).path("firstAvailable");
            for (int j = 0; j < alternatives.size(); j++) {
                check(found, alternatives.get(j), at + "firstAvailable[%d]".formatted(j));
            }
        }
        return found.found();
    }

    static List<FieldError> ofClass(List<FieldError> errors, JsonNode spec) {
        if (!errors.isEmpty()) {
            return errors;
        }
        Errors found = new Errors();
        check(found, spec, "spec");
        return found.found();
    }

    private static void check(Errors errors, JsonNode owner, String path) {
        JsonNode selectors = owner.path("selectors");
        for (int i = 0; i < selectors.size(); i++) {
            String at = "%s.selectors[%d].cel.expression".formatted(path, i);
            String text = selectors.get(i).path("cel").path("expression").asText();
            try {
                DeviceExpression.compile(text);
            } catch (Expression.Unusable e) {
                errors.invalid(at, text, e.getMessage());
            }
        }
    }
}
