package dev.marina.console.history;

import com.vaadin.flow.component.Component;
import dev.marina.console.rest.Refused;

/// What the history refuses, in words.
final class PastWords {

    private static final int GONE = 410;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private PastWords() {}

    static String refusal(Component asking, Refused refused) {
        String fields = String.join("; ", refused.fields().values());
        return switch (refused.status()) {
            // What is wrong names the oldest that can be asked for.
            case GONE -> asking.getTranslation("history.gone", fields.isEmpty() ? refused.getMessage() : fields);
            case FORBIDDEN -> asking.getTranslation("permission.role", asking.getTranslation("role.owner"));
            case TOO_MANY -> asking.getTranslation("history.busy");
            default -> fields.isEmpty() ? refused.getMessage() : "%s (%s)".formatted(refused.getMessage(), fields);
        };
    }
}
