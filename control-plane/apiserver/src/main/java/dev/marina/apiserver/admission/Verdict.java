package dev.marina.apiserver.admission;

import java.util.List;
import java.util.Map;

/// What a validating plugin says.
public sealed interface Verdict {

    Verdict FINE = new Admit(List.of());

    /// @param annotations what the audit is to say of it, by key
    record Admit(List<String> warnings, Map<String, String> annotations) implements Verdict {
        public Admit(List<String> warnings) {
            this(warnings, Map.of());
        }
    }

    /// @param reason completes `pods "x" is forbidden: …`
    record Deny(String reason) implements Verdict {}
}
